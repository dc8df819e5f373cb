import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {rotatorsFolder} from '../../src/lib/cli/rotators-folder.ts'
import {packagedRoot} from '../support/packaged-root.ts'
import {isWhole, share} from './counts.ts'
import {deployedLike} from './overlap/package.ts'
import type {Strike} from '../../src/lib/rehearse/cell.ts'
import {type Healer, Overlaps} from './overlap/play.ts'

let packaged: Awaited<ReturnType<typeof packagedRoot>>
beforeAll(async () => {
  packaged = await packagedRoot()
})
afterAll(() => packaged[Symbol.asyncDispose]())

/** A part kills the function at every call, before it or after; the whole strikes every call in every way, and lets both heal each. */
function livesOf(strikes: readonly Strike[]): readonly (readonly [Strike, Healer])[] {
  if (isWhole)
    return strikes.flatMap(strike => (['service', 'operator'] as const).map(heals => [strike, heals] as const))
  const kills = strikes.filter(({mode, call}) => mode === (call % 2 === 0 ? 'kill-before' : 'kill-after'))
  return kills.map((strike, at) => [strike, at % 3 === 1 ? 'operator' : 'service'] as const)
}

describe.each(['iam-access-key', 'appsync-api-key'] as const)('clients of a secret that %s rotates', rotator => {
  it('are never refused through four rotations with a strike at any call, and no key is too many, too old or left over', async () => {
    const startedAt = performance.now()
    await using overlaps = await Overlaps.open(await deployedLike(rotator, rotatorsFolder(packaged.root)))
    const lives = livesOf(overlaps.strikes())
    const lived = [await overlaps.play()]
    for (const [strike, heals] of lives) lived.push(await overlaps.play(strike, heals))
    for (const {name, refused, orphans, rotated, most, limit, tooOldMs} of lived) {
      const isBounded = most <= limit && tooOldMs <= 0
      const found = {name, refused: refused.slice(0, 3), orphans, rotated, isBounded}
      expect(found).toEqual({name, refused: [], orphans: 0, rotated: 4, isBounded: true})
    }
    const requests = lived.reduce((sum, {requests: made}) => sum + made, 0)
    const repaired = lived.filter(one => one.repaired).length
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    console.log(
      `model runs: ${lived.length} lives of ${rotator} (${share}), four rotations each, ${requests} requests and none ` +
        `refused, ${repaired} repaired by an operator, ${seconds} s`,
    )
    expect(repaired).toBeGreaterThan(0)
  }, 900_000)
})

it('clients of a key that somebody disables are seen to be refused, from the shortest to the longest memory', async () => {
  await using overlaps = await Overlaps.open(await deployedLike('iam-access-key', rotatorsFolder(packaged.root)))
  const {refused} = await overlaps.play(undefined, 'service', bench =>
    bench.target.block(bench.value('AWSCURRENT')!, true),
  )
  expect(new Set(refused.map(({ttlMs}) => ttlMs)).size).toBe(4)
}, 60_000)
