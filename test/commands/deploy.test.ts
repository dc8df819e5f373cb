import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import Deploy from '../../src/commands/deploy.ts'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

const session = ['deploy', 'random-password', '--secret', 'prod/session']

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

const run = (argv: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun> => bench.run(argv, options)

async function json(...argv: readonly string[]): Promise<unknown> {
  const {json: answer, exitCode} = await run([...argv, '--json'])
  expect(exitCode).toBe(0)
  return answer
}

describe('deploy', () => {
  it.each(Deploy.examples.slice(1))('works as its example says: $description', async ({command}) => {
    const {accountId, iam} = bench.sandbox
    for (const userName of ['ci', 'bot']) iam.addUser({accountId, userName, policies: {}})
    const words = command.replace('<%= config.bin %> ', '').replace('<%= command.id %>', 'deploy').split(' ')
    const {exitCode, stderr} = await run(words.includes('--dry-run') ? words : [...words, '--yes'])
    expect([exitCode, stderr]).toEqual([0, expect.any(String)])
  })

  it('makes what a new secret needs, and its rotation works', async () => {
    const deployed = await run([...session, '--yes'])
    expect(deployed.exitCode).toBe(0)
    expect(deployed.stdout).toContain('prod/session holds no credential until its first rotation')
    expect(deployed.stderr).toContain('secrot-random-password, rehearsed: conformant')
    expect(deployed.stderr).toContain('Next: secrot rotate prod/session --watch')
    // A secret that is not made yet has no ARN that a command could be pasted with.
    expect(deployed.stderr).not.toMatch(/(?:--secret-id|secrot disable) \S*\?{6}/)
    expect(changing(deployed)).toEqual([
      'secretsmanager:CreateSecret',
      'logs:CreateLogGroup',
      'logs:PutRetentionPolicy',
      'iam:CreateRole',
      'iam:PutRolePolicy',
      'lambda:CreateFunction',
      'lambda:AddPermission',
      'secretsmanager:RotateSecret',
    ])
    const rotated = await run(['rotate', 'prod/session', '--watch', '--yes'])
    expect(rotated.stdout).toContain('rotated prod/session')
    expect(rotated.exitCode).toBe(0)
  })

  it('makes no changing call the second time and says so', async () => {
    await run([...session, '--yes'])
    const again = await run([...session, '--yes'])
    expect(changing(again)).toEqual([])
    expect(again.stdout).toContain('already deployed, nothing was changed')
    expect(again.exitCode).toBe(0)
  })

  it('answers with one object', async () => {
    const planned = await json(...session, '--dry-run')
    expect(breachesOf('deploy', planned)).toEqual([])
    expect(planned).toMatchObject({outcome: 'planned', placeholder: true, secrets: [{name: 'prod/session', arn: null}]})
    const deployed = await json(...session, '--yes')
    expect(breachesOf('deploy', deployed)).toEqual([])
    expect(deployed).toMatchObject({outcome: 'deployed', started: false, secrets: [{name: 'prod/session'}]})
  })

  it('changes nothing when the answer is no (exit 3), and with --dry-run', async () => {
    const declined = await run(session, {tty: {columns: 100}, answers: ['n', '']})
    expect([declined.exitCode, changing(declined)]).toEqual([3, []])
    const planned = await run([...session, '--dry-run'])
    expect([planned.exitCode, changing(planned)]).toEqual([0, []])
  })

  it('names the flag where nobody can be asked, and the one that is missing (exit 2)', async () => {
    const unasked = await run(session)
    expect([unasked.exitCode, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')])
    const unnamed = await run(['deploy', 'random-password', '--yes'])
    expect([unnamed.exitCode, unnamed.stderr]).toEqual([2, expect.stringContaining('--secret SECRET')])
    expect([...changing(unasked), ...changing(unnamed)]).toEqual([])
  })

  it('asks for all that is missing in a terminal', async () => {
    const {accountId, iam} = bench.sandbox
    for (const userName of ['ci', 'bot']) iam.addUser({accountId, userName, policies: {}})
    const asked = await run(['deploy'], {tty: {columns: 120}, answers: ['iam', 'prod/ci-key', '60d', 'ci', '', 'y']})
    expect(asked.exitCode).toBe(0)
    expect(asked.stderr).toContain('Which IAM user is it the access key of?')
    const {RotationRules, Tags} = (await bench.sandbox.call('secretsmanager', 'DescribeSecret', {
      SecretId: 'prod/ci-key',
    })) as {RotationRules: object; Tags: object[]}
    expect(RotationRules).toMatchObject({AutomaticallyAfterDays: 60})
    expect(Tags).toContainEqual({Key: 'secrot:user-name', Value: 'ci'})
  })

  it('leaves without a change where no rotator is chosen, and names what is missing where nobody can be asked', async () => {
    const left = await run(['deploy'], {tty: {columns: 120}, answers: ['\u001B']})
    expect([left.exitCode, left.calledActions]).toEqual([3, []])
    const unasked = await run(['deploy'])
    expect([unasked.exitCode, unasked.stderr]).toEqual([
      2,
      expect.stringContaining('deploy needs ROTATOR and --secret SECRET'),
    ])
    const untold = await run(['deploy', 'iam-access-key', '--secret', 'prod/ci-key', '--yes'])
    expect([untold.exitCode, untold.stderr]).toEqual([2, expect.stringContaining('--user USER')])
  })
})
