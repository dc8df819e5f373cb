import {describe, expect, it} from 'vitest'

import type {FaultKind} from '../../../src/lib/sandbox/fault-rules.ts'
import {modelRotation, MODEL_START, tokenOf, type CutPolicy} from '../../support/model-rotation.ts'

const HALF_AN_HOUR = 30 * 60_000

/** Rotates once with a fault at the first PutSecretValue; what the record says of invocations, and the labels at the end. */
async function rotatedWith(fault: FaultKind, whenCut: CutPolicy): Promise<{invocations: string[]; labels: unknown}> {
  const {sandbox, functionArn: RotationLambdaARN} = await modelRotation(['v1'], {whenCut})
  await using _stopped = sandbox
  sandbox.faults.set([{kind: fault, operation: 'PutSecretValue', nth: 1}])
  const rules = {RotationLambdaARN, RotationRules: {AutomaticallyAfterDays: 30}}
  await sandbox.call('secretsmanager', 'RotateSecret', {SecretId: 'v1', ClientRequestToken: tokenOf('t1'), ...rules})
  await sandbox.clock.advance(HALF_AN_HOUR)
  const entries = sandbox.callRecord.entries()
  const ends = entries.filter(({kind, detail}) => kind === 'invocation' && detail?.['event'] === 'end')
  return {
    invocations: ends.map(
      ({at, detail, error = 'passed'}) => `${String(detail?.['step'])} ${error} ${at - MODEL_START}`,
    ),
    labels: entries.findLast(({kind}) => kind === 'labels')?.labels,
  }
}

const PROMOTED = {[tokenOf('v1')]: ['AWSPREVIOUS'], [tokenOf('t1')]: ['AWSCURRENT']}
const SECOND_ATTEMPT = (at: number) =>
  ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map(step => `${step} passed ${at}`)

describe('a handler inside the process whose worker is killed as it stores the new value', () => {
  it.each<[FaultKind, CutPolicy]>([
    ['kill-before', 'fails'],
    ['kill-before', 'ignores'],
    ['kill-before', 'waits for ever'],
    ['kill-before', 'asks again'],
    ['kill-after', 'fails'],
    ['kill-after', 'ignores'],
    ['kill-after', 'waits for ever'],
    ['kill-after', 'asks again'],
  ])('fails the step at once, and the retry ends the rotation: %s, a handler that %s', async (fault, whenCut) => {
    const {invocations, labels} = await rotatedWith(fault, whenCut)
    expect(invocations).toEqual(['createSecret Runtime.ExitError 0', ...SECOND_ATTEMPT(60_000)])
    expect(labels).toEqual(PROMOTED)
  })
})

describe('a handler inside the process that waits for an answer that never comes', () => {
  it.each<[FaultKind]>([['connection-reset'], ['lost-reply']])(
    'uses up its time limit on a clock that nobody moves, and the retry ends the rotation: %s',
    async fault => {
      const {invocations, labels} = await rotatedWith(fault, 'waits for ever')
      expect(invocations).toEqual(['createSecret Sandbox.Timedout 30001', ...SECOND_ATTEMPT(90_001)])
      expect(labels).toEqual(PROMOTED)
    },
  )
})
