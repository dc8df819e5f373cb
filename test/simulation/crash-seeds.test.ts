import {afterAll, describe, expect, it} from 'vitest'
import {Checker} from './crash/checker.ts'
import {ModelRuns} from './crash/model-runs.ts'
import {region, secretName} from './crash/names.ts'
import {planOf} from './crash/plan.ts'
import {buildStage, type Stage} from './crash/stage.ts'
import {inProcessRotator} from './crash/model.ts'

const runs = new ModelRuns()
afterAll(() => runs[Symbol.asyncDispose]())

describe('a seed whose run once broke a rule', () => {
  it.each([
    [42, 'a pending value that works is kept before AWSPENDING is taken off it'],
    [1894, 'a value that came to work between the plan and the act is seen by the second look'],
  ])('%i: %s', async seed => {
    const {breaches, settled} = await runs.play(planOf(seed))
    expect(breaches).toEqual([])
    expect(settled).toBe(true)
  })
})

describe('the checker of the crash runs', () => {
  async function aStage(checker: Checker): Promise<Stage> {
    const stage = await buildStage({
      target: 'login',
      history: 1,
      attempts: 1,
      trailDelayMs: 0,
      listen: false,
      onEntry: entry => checker.see(entry),
      onFunction: (sandbox, arn) => sandbox.lambda.registerInProcess(arn, inProcessRotator(sandbox, 'login')),
    })
    checker.watch(stage)
    return stage
  }

  const asOperator = (stage: Stage, input: Record<string, unknown>) =>
    stage.sandbox.call(
      'secretsmanager',
      'UpdateSecretVersionStage',
      {SecretId: secretName, ...input},
      {...stage.operator, region},
    )

  const versionWith = (stage: Stage, label: string): string =>
    stage.sandbox.secretsManager.storedVersions(stage.secretArn).find(version => version.labels.includes(label))?.id ??
    ''

  it('finds a call of secrot that takes the last label off a value that works', async () => {
    const checker = new Checker()
    const stage = await aStage(checker)
    // The rotation stands still after setSecret: the target takes what AWSPENDING holds, and nothing else.
    stage.sandbox.faults.set([{kind: 'access-denied', operation: 'UpdateSecretVersionStage', function: 'rotator'}])
    await stage.root('secretsmanager', 'RotateSecret', {SecretId: secretName, ClientRequestToken: crypto.randomUUID()})
    await stage.sandbox.clock.advance(60_000)
    await asOperator(stage, {VersionStage: 'AWSPENDING', RemoveFromVersionId: versionWith(stage, 'AWSPENDING')})
    expect(checker.breaches).toEqual([
      'rule 1: no labelled version works after secretsmanager.UpdateSecretVersionStage',
      expect.stringMatching(/^rule 2: \S+ \(AWSPENDING\) works and lost its last label/),
    ])
    await stage.sandbox.stop()
  })

  it('finds a change that stands in no journal', async () => {
    const checker = new Checker()
    const stage = await aStage(checker)
    checker.journaled = () => false
    await asOperator(stage, {VersionStage: 'mine', MoveToVersionId: versionWith(stage, 'AWSCURRENT')})
    expect(checker.breaches).toEqual(['secretsmanager.UpdateSecretVersionStage was sent without being journaled'])
    await stage.sandbox.stop()
  })

  it('takes what others do as it is', async () => {
    const checker = new Checker()
    const stage = await aStage(checker)
    await stage.root('secretsmanager', 'PutSecretValue', {
      SecretId: secretName,
      ClientRequestToken: crypto.randomUUID(),
      SecretString: '{"password":"wrong"}',
      VersionStages: ['AWSCURRENT'],
    })
    expect(checker.breaches).toEqual([])
    await stage.sandbox.stop()
  })
})
