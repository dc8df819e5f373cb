import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {startSandbox, type SandboxOptions} from '../../src/lib/sandbox/index.ts'
import {Lane} from '../../src/lib/rehearse/engine/lane.ts'
import {MODES, strikeName} from '../../src/lib/rehearse/cell.ts'
import {crashIsLive} from '../../src/lib/rehearse/items/crash-is-live.ts'
import {crashIsSafe} from '../../src/lib/rehearse/items/crash-is-safe.ts'
import {itemReport} from '../../src/lib/rehearse/judge.ts'
import {cellScenario, cellsOf} from '../../src/lib/rehearse/matrix.ts'
import type {Item, Plan} from '../../src/lib/rehearse/item.ts'
import type {RehearsalOptions} from '../../src/lib/rehearse/rehearse.ts'
import {plainRotation} from '../../src/lib/rehearse/scenarios/rotation.ts'
import type {Step} from '../../src/lib/rehearse/steps.ts'
import {stageNone} from '../../src/lib/rehearse/targets/none.ts'
import {handlerNamed} from '../corpus/corpus.ts'
import {rehearseCase, specOf} from '../corpus/judged.ts'

const handler = handlerNamed('node/rand')
const source = readFileSync(new URL('../corpus/node/rand.mjs', import.meta.url), 'utf8')

/** The crash matrix of a function, with the number of rotations that were begun for it. */
async function matrixOf(source: string, wish: Partial<RehearsalOptions> = {}, item: Item = crashIsLive) {
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
    {startSandbox: counting, items: [item], repeatShare: 0, ...wish},
  )
  const report = itemReport(item, rehearsed.plan, rehearsed.tally.of(item))
  return {begun, report, cells: cellsOf(rehearsed.plan)}
}

const strikesOf = (step: Step, call: number) => MODES.map(mode => strikeName({step, call, mode}))

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

  it.each([
    {
      what: 'stops',
      item: crashIsLive,
      there: "throw new Refusal('it was left off')",
      observed: 'createSecret of the next rotation failed',
    },
    {
      what: 'tells the value',
      item: crashIsSafe,
      there: 'console.log(JSON.stringify(await storedText(secretId, {})))',
      observed: 'a piece of a secret is in the log of createSecret',
    },
  ])(
    'but not the one after an end that differs: a retried call leaves a mark, at which the next rotation $what',
    async ({item, there, observed}) => {
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
  if (Tags.length > 0) ${there}
  const text = await storedText(secretId, {VersionStage: 'AWSCURRENT'})`,
        )
      // The sixth call is the put.
      const cells = strikesOf('createSecret', 6)
      const shared = await matrixOf(marking, {cells}, item)
      expect(shared.report.firstFailure).toMatchObject({observed})
      const whole = await matrixOf(marking, {cells, repeatShare: 1}, item)
      expect(whole.report.cases).toBe(cells.length)
      expect(whole.report.failed).toBeGreaterThan(3)
      expect(shared.report.failed).toBe(whole.report.failed)
    },
  )

  it('nor where the target is outside of the sandbox, whose state nothing puts back', async () => {
    const cells = strikesOf('finishSecret', 1)
    const outside = () => ({...stageNone(), keep: undefined})
    const {begun, report} = await matrixOf(source, {cells, spec: {...specOf({handler}), target: outside}})
    expect(report).toMatchObject({verdict: 'pass', cases: cells.length})
    expect(begun).toBeGreaterThanOrEqual(2 * cells.length)
  })

  it('nor where the function asks what was done: to it no two ends are the same', async () => {
    const asking = changed(
      '  const text = await storedText(secretId, {VersionStage: ',
      `  await new CloudTrailClient().send(new LookupEventsCommand({MaxResults: 1}))
  const text = await storedText(secretId, {VersionStage: `,
    ).replace(/^import/m, "import {CloudTrailClient, LookupEventsCommand} from '@aws-sdk/client-cloudtrail'\nimport")
    const cells = strikesOf('createSecret', 1)
    const {begun, report} = await matrixOf(asking, {cells})
    expect(report).toMatchObject({verdict: 'pass', cases: cells.length})
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
