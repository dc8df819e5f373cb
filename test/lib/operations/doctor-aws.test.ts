import {execFileSync} from 'node:child_process'
import {describe, expect, it} from 'vitest'
import {owningServiceCommand} from '../../../src/lib/doctor/owning-service.ts'
import {awsCommand} from '../../../src/lib/operations/doctor-aws.ts'

/** What a shell hands to `aws`, an argument a line; a look-up answers with what it was asked. */
function asRun(command: string): readonly string[] {
  const aws = `aws() { case "$*" in *--query*) printf '%s\\n' "$@" >&2; echo found-it;; *) printf '%s\\n' "$@";; esac; }`
  return execFileSync('sh', ['-c', `${aws}\n${command}`], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']})
    .trim()
    .split('\n')
}

describe('a printed aws command', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!cluster-4f1c-AbCdEf'
  const advice = owningServiceCommand({
    arn,
    name: 'rds!cluster-4f1c',
    owningService: 'rds',
    tags: {},
    staging: new Map(),
  })
  const printed = typeof advice === 'string' ? advice : awsCommand(advice, ['--profile', "on call's"])

  it('looks up what only AWS knows when it is run', () => {
    expect(asRun(printed)).toEqual([
      'rds',
      'modify-db-cluster',
      '--db-cluster-identifier',
      'found-it',
      '--rotate-master-user-password',
      '--apply-immediately',
      '--profile',
      "on call's",
    ])
  })

  it('asks for it with the ARN of the secret, in the same account', () => {
    const lookUp = printed.slice(printed.indexOf('$(') + 2, printed.indexOf(') --rotate'))
    expect(asRun(lookUp.replace('--query', '--asked'))).toEqual([
      'rds',
      'describe-db-clusters',
      '--asked',
      `DBClusters[?MasterUserSecret.SecretArn==\`${arn}\`].DBClusterIdentifier`,
      '--output',
      'text',
      '--profile',
      "on call's",
    ])
  })
})
