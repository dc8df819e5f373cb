import {describe, expect, it} from 'vitest'

import type {FaultRule} from '../../src/lib/sandbox/fault-rules.ts'
import {withoutPython} from '../support/python.ts'
import {corpus} from './corpus.ts'
import {CorpusStage} from './stage.ts'

const noPython = withoutPython(['boto3'])

/** One death in each step, then replies that never come where they cost most. */
const deaths: readonly FaultRule[] = [
  {kind: 'kill-after', operation: 'PutSecretValue'},
  {kind: 'kill-before', operation: 'DescribeSecret', nth: 2},
  {kind: 'kill-before', operation: 'DescribeSecret', nth: 3},
  {kind: 'kill-before', operation: 'UpdateSecretVersionStage'},
]
const lostReplies: readonly FaultRule[] = [
  {kind: 'lost-reply', operation: 'PutSecretValue', times: 5},
  {kind: 'lost-reply', operation: 'UpdateSecretVersionStage', times: 5},
]
/** The credential is made at the target, and never stored. */
const beforeStored: FaultRule = {kind: 'kill-before', operation: 'PutSecretValue'}

const cases = corpus.map(handler => {
  const reason = handler.file.endsWith('.py') ? noPython : undefined
  return {handler, reason, title: `${handler.name}${reason === undefined ? '' : ` (skipped: ${reason})`}`}
})

describe.each(cases)('the correct handler $title', ({handler, reason}) => {
  it.skipIf(reason)('rotates three times, and clients on AWSPREVIOUS go on', {timeout: 60_000}, async () => {
    await using stage = await CorpusStage.start(handler)
    const seen = [await stage.value()]
    for (let rotations = 0; rotations < 3; rotations += 1) {
      await stage.passDays(rotations === 0 ? 0 : 30)
      const previous = await stage.value()
      const version = await stage.rotate()
      expect(await stage.labels()).toMatchObject({[version]: ['AWSCURRENT']})
      const current = await stage.value()
      expect(await stage.accepts(current)).toBe(true)
      expect(await stage.accepts(previous)).toBe(handler.kind !== 'rep')
      expect(seen).not.toContainEqual(current)
      expect(current).toMatchObject({note: 'stays as it is', nested: {list: [1, null, 'ü'], off: false}})
      expect(await stage.orphans()).toEqual([])
      seen.push(current)
    }
  })

  it.skipIf(reason)('settles by the retry alone after a fault in any step', {timeout: 120_000}, async () => {
    await using stage = await CorpusStage.start(handler)
    for (const fault of [beforeStored, ...deaths, ...lostReplies]) {
      stage.sandbox.faults.set([{times: 1, ...fault, function: 'rotator'}])
      const version = await stage.rotate()
      stage.sandbox.faults.clear()
      expect([fault, (await stage.labels())[version]]).toEqual([fault, ['AWSCURRENT']])
      expect(await stage.accepts(await stage.value())).toBe(true)
      expect(await stage.orphans()).toEqual([])
      await stage.passDays(30)
    }
  })
})
