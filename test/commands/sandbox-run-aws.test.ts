import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {awsCliTitle, withoutAwsCli, withoutBoto3} from '../support/foreign-clients.ts'
import {secrotProcess} from '../support/spawn-secrot.ts'
import {rotatorPolicy, rotators} from '../sandbox/wire-clients/rotators.ts'

const TRUST = {
  Version: '2012-10-17',
  Statement: [{Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: 'sts:AssumeRole'}],
}

/** What a person would type: plain AWS CLI commands, with nothing that knows of a sandbox. */
function scriptFor(name: string, runtime: string): string {
  const secret = '--secret-id prod/db'
  return [
    'set -eu',
    `role=$(aws iam create-role --role-name ${name} --assume-role-policy-document file://trust.json --query Role.Arn --output text)`,
    `aws iam put-role-policy --role-name ${name} --policy-name rotate --policy-document file://policy.json`,
    `aws lambda create-function --function-name ${name} --runtime ${runtime} --handler index.handler --role "$role" --zip-file fileb://function.zip --timeout 30 > function.json`,
    `aws lambda add-permission --function-name ${name} --statement-id rotation --action lambda:InvokeFunction --principal secretsmanager.amazonaws.com > grant.json`,
    'aws secretsmanager create-secret --name prod/db --secret-string first > created.json',
    `aws secretsmanager put-secret-value ${secret} --secret-string second > put.json`,
    `arn=$(aws lambda get-function --function-name ${name} --query Configuration.FunctionArn --output text)`,
    `pending=$(aws secretsmanager rotate-secret ${secret} --rotation-lambda-arn "$arn" --rotation-rules AutomaticallyAfterDays=30 --query VersionId --output text)`,
    'for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do',
    `  value=$(aws secretsmanager get-secret-value ${secret} --query SecretString --output text)`,
    '  [ "$value" != second ] && break',
    'done',
    'echo "$pending"',
    `aws secretsmanager list-secret-version-ids ${secret} --include-deprecated --output json`,
  ].join('\n')
}

describe.skipIf(withoutAwsCli)(`secrot sandbox run with ${awsCliTitle}`, {timeout: 120_000}, () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrot-run-aws-'))
  })
  afterEach(() => rm(folder, {recursive: true, force: true}))

  for (const {name, runtime, zip} of rotators) {
    it.skipIf(name === 'python' && withoutBoto3 !== undefined)(
      `creates, puts, rotates with a ${name} function and lists versions, by commands that know of no sandbox`,
      async () => {
        await writeFile(join(folder, 'function.zip'), zip)
        await writeFile(join(folder, 'trust.json'), JSON.stringify(TRUST))
        await writeFile(join(folder, 'policy.json'), JSON.stringify(rotatorPolicy))
        await writeFile(join(folder, 'script.sh'), `cd '${folder}'\n${scriptFor(name, runtime)}\n`)
        const command = ['sh', join(folder, 'script.sh')]
        const {code, stdout, stderr} = await secrotProcess(['sandbox', 'run', '--fresh', '--', ...command], {
          SECROT_STATE_DIR: join(folder, 'state'),
        })
        expect([code, stderr]).toEqual([0, ''])
        const [pending = '', ...listed] = stdout.split('\n')
        const {Versions} = JSON.parse(listed.join('\n')) as {Versions: {VersionId: string; VersionStages?: string[]}[]}
        const held = Versions.map(({VersionId, VersionStages = ['no label']}) => {
          const labels = VersionStages.filter(label => label !== 'AWSPENDING').join()
          return `${VersionId === pending ? 'rotated' : 'by hand'}: ${labels}`
        })
        expect(held.sort()).toEqual(['by hand: AWSPREVIOUS', 'by hand: no label', 'rotated: AWSCURRENT'])
      },
    )
  }
})
