import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {startSandbox, type SandboxOptions} from '../../src/lib/sandbox/index.ts'
import {Lane} from '../../src/lib/rehearse/engine/lane.ts'
import {crashIsLive} from '../../src/lib/rehearse/items/crash-is-live.ts'
import {itemReport} from '../../src/lib/rehearse/judge.ts'
import {cellScenario, cellsOf} from '../../src/lib/rehearse/matrix.ts'
import type {Plan} from '../../src/lib/rehearse/item.ts'
import type {RehearsalOptions} from '../../src/lib/rehearse/rehearse.ts'
import {plainRotation} from '../../src/lib/rehearse/scenarios/rotation.ts'
import {handlerNamed} from '../corpus/corpus.ts'
import {rehearseCase, specOf} from '../corpus/judged.ts'

const handler = handlerNamed('node/rand')
const source = readFileSync(new URL('../corpus/node/rand.mjs', import.meta.url), 'utf8')

/** The crash matrix of a function, with the number of rotations that were begun for it. */
async function matrixOf(source: string, wish: Partial<RehearsalOptions> = {}) {
  let begun = 0
  const counting = (options: SandboxOptions) =>
    startSandbox({
      ...options,
      observe(seen) {
        if (seen.call.operation === 'RotateSecret') begun += 1
        options.observe?.(seen)
      },
    })
  const rehearsed = await rehearseCase(
    {handler, source},
    {startSandbox: counting, items: [crashIsLive], repeatShare: 0, ...wish},
  )
  const report = itemReport(crashIsLive, rehearsed.plan, rehearsed.tally.of(crashIsLive))
  return {begun, report, cells: cellsOf(rehearsed.plan)}
}

const changed = (from: string, to: string) => {
  if (!source.includes(from)) throw new Error(`the function has no such piece: ${from}`)
  return source.replace(from, () => to)
}

describe('what many cells have in common is played once', {timeout: 120_000}, () => {
  it('the rotation before a step, and the one after ends that nobody can tell apart', async () => {
    const {begun, report, cells} = await matrixOf(source)
    expect(report.verdict).toBe('pass')
    expect(report.cases).toBe(cells.length)
    // A rotation for itself in each cell and one after it would be more than twice as many as cells.
    expect(begun).toBeGreaterThan(4)
    expect(begun).toBeLessThan(cells.length / 3)
  })

  it('but not the one after an end that differs: a mark that a retried call leaves, and at which the next rotation stops', async () => {
    const marking = changed(
      '    await call(\n      secrets,\n      new PutSecretValueCommand',
      '    const put = await call(\n      secrets,\n      new PutSecretValueCommand',
    )
      .replace(
        '  } catch (error) {\n    // It may have been stored',
        `    const mark = new TagResourceCommand({SecretId: secretId, Tags: [{Key: 'left', Value: 'off'}]})
    if (put.$metadata.attempts > 1) await call(secrets, mark)
  } catch (error) {
    // It may have been stored`,
      )
      .replace('  PutSecretValueCommand,', '  PutSecretValueCommand,\n  TagResourceCommand,')
      .replace(
        "const text = await storedText(secretId, {VersionStage: 'AWSCURRENT'})",
        `const {Tags = []} = await call(secrets, new DescribeSecretCommand({SecretId: secretId}))
  if (Tags.length > 0) throw new Refusal('it was left off')
  const text = await storedText(secretId, {VersionStage: 'AWSCURRENT'})`,
      )
    const shared = await matrixOf(marking)
    expect(shared.report.firstFailure).toMatchObject({observed: 'createSecret of the next rotation failed'})
    const {call} = shared.cells.find(({seen}) => seen?.operation === 'PutSecretValue')!
    const names = shared.cells.filter(cell => cell.step === 'createSecret' && cell.call === call).map(({name}) => name)
    const whole = await matrixOf(marking, {cells: names, repeatShare: 1})
    expect(whole.report.cases).toBe(names.length)
    expect(whole.report.failed).toBeGreaterThan(3)
    expect(shared.report.failed).toBe(whole.report.failed)
  })

  it('nor where the function asks what was done: to it no two ends are the same', async () => {
    const asking = changed(
      '  const text = await storedText(secretId, {VersionStage: ',
      `  await new CloudTrailClient().send(new LookupEventsCommand({MaxResults: 1}))
  const text = await storedText(secretId, {VersionStage: `,
    ).replace(/^import/m, "import {CloudTrailClient, LookupEventsCommand} from '@aws-sdk/client-cloudtrail'\nimport")
    const {begun, cells} = await matrixOf(asking)
    expect(begun).toBeGreaterThan(cells.length)
  })
})

it(
  'a cell that goes on from a kept beginning makes the calls of one that is played whole',
  {timeout: 60_000},
  async () => {
    const spec = specOf({handler: handlerNamed('node/alt')})
    const lane = await Lane.open({startSandbox, spec, seed: 7, periodDays: 30, startAt: Date.UTC(2026, 0, 15, 10, 30)})
    try {
      const plain = await lane.play(plainRotation, 'alt')
      const plan: Plan = {
        kind: 'alt',
        hasModel: true,
        plain: {rotation: plain.facts, observation: plain},
        seed: 7,
        minBits: 128,
        shippedPolicy: undefined,
      }
      const cell = cellsOf(plan).find(({name}) => name === 'testSecret/2/fail-denied')!
      const played = async (fresh: boolean) => {
        const {seen, samples, uses, invocations} = await lane.play(cellScenario(cell, plan), 'alt', fresh)
        const calls = seen.map(({at, by, step, operation, tookEffect, error}) => [
          at,
          by,
          step,
          operation,
          tookEffect,
          error?.code,
        ])
        const looks = samples.map(({at, after, accepted, live}) => [at, after, accepted?.length, live?.length])
        return {calls, looks, uses: uses?.length, steps: invocations.map(({step, ok}) => [step, ok])}
      }
      const whole = await played(true)
      await played(false)
      expect(await played(false)).toEqual(whole)
      expect(whole.steps.slice(0, 3).map(([step]) => step)).toEqual(['createSecret', 'setSecret', 'testSecret'])
    } finally {
      await lane.close()
    }
  },
)
