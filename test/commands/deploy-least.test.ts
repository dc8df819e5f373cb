import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {coupledClock} from '../support/coupled-clock.ts'
import {type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {deployTargets} from '../support/deploy-targets.ts'
import {makeKey} from '../support/kms.ts'

const DAY_MS = 86_400_000
const secret = 'prod/one'

/** What is only for telling, or for tidying up what rarely is there: a rotation does without it. */
const notMissed: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'nobody can read what happened',
  'logs:PutLogEvents': 'nobody can read what happened',
  'cloudtrail:LookupEvents': 'a refusal does not say who uses a key',
  'appsync:DeleteApiKey': 'keys that have expired are left in the list until there are too many',
}

interface Statement {
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
}

interface Described {
  readonly VersionIdsToStages: Readonly<Record<string, readonly string[]>>
}

describe.each(Object.entries(deployTargets))('the role of a deployed %s', (rotator, makeTarget) => {
  const roleName = `secrot-${rotator}-role`
  let bench: DeployBench
  let statements: readonly Statement[]
  let snapshot: ReturnType<DeployBench['sandbox']['snapshot']>

  const ask = (service: string, operation: string, input = {}) => bench.sandbox.call(service, operation, input)

  /** Whether a rotation that starts now ends with its version in use. */
  async function rotates(token: string): Promise<boolean> {
    await ask('secretsmanager', 'RotateSecret', {SecretId: secret, ClientRequestToken: token})
    await bench.sandbox.clock.advance(DAY_MS)
    const {VersionIdsToStages: labels} = (await ask('secretsmanager', 'DescribeSecret', {
      SecretId: secret,
    })) as Described
    return labels[token]?.includes('AWSCURRENT') === true
  }

  async function putPolicy(Statement: readonly Statement[]): Promise<void> {
    const PolicyDocument = JSON.stringify({Version: '2012-10-17', Statement})
    await ask('iam', 'PutRolePolicy', {RoleName: roleName, PolicyName: 'rotation', PolicyDocument})
  }

  beforeAll(async () => {
    bench = await startDeployBench({
      clock: {mode: 'manual', startAt: Date.parse('2026-11-02T10:00:00Z')},
      processTime: 'virtual',
      switches: {keySpreadMs: 0, apiKeySpreadMs: 0},
    })
    const coupled = coupledClock(bench.sandbox)
    const key = await makeKey(bench.sandbox)
    const words = [
      'deploy',
      rotator,
      '--secret',
      secret,
      ...(await makeTarget(bench.sandbox)),
      '--kms-key',
      key,
      '--every',
      '90d',
      '--yes',
    ]
    const {exitCode, stderr} = await bench.run(words, {clock: coupled.clock})
    coupled.stop()
    if (exitCode !== 0) throw new Error(stderr)
    // Two rotations: the third has something to retire.
    for (const token of [1, 2]) {
      if (!(await rotates(tokenOf(token)))) throw new Error(`rotation ${token} failed`)
      await bench.sandbox.clock.advance(30 * DAY_MS)
    }
    const policy = (await ask('iam', 'GetRolePolicy', {RoleName: roleName, PolicyName: 'rotation'})) as {
      PolicyDocument: string
    }
    const document = JSON.parse(decodeURIComponent(policy.PolicyDocument)) as {Statement: readonly Statement[]}
    statements = document.Statement
    snapshot = bench.sandbox.snapshot()
  })
  afterAll(() => bench[Symbol.asyncDispose]())

  it('allows all that a rotation needs', async () => {
    bench.sandbox.restore(snapshot)
    expect(await rotates(tokenOf(3))).toBe(true)
  })

  it('allows nothing that a rotation could do without', async () => {
    const spared: string[] = []
    for (const action of statements.flatMap(({Action}) => Action)) {
      bench.sandbox.restore(snapshot)
      const less = statements.map(one => ({...one, Action: one.Action.filter(other => other !== action)}))
      await putPolicy(less.filter(({Action}) => Action.length > 0))
      if (await rotates(tokenOf(4))) spared.push(action)
    }
    expect(spared.filter(action => notMissed[action] === undefined)).toEqual([])
  }, 180_000)
})

function tokenOf(count: number): string {
  return `a5f1d7f0-2b11-4a53-9a52-6f1d7f0c2b1${count}`
}
