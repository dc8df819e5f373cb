import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import manifest from '../../oclif.manifest.json' with {type: 'json'}
import {exposureRuns as perCell, share} from './counts.ts'
import {canary, exposure} from './exposure/canary.ts'
import {commands} from './exposure/commands.ts'
import {makeFixtures, type Fixtures} from './exposure/fixtures.ts'
import {leakingCommand, leaks} from './exposure/leak.ts'
import {playOne} from './exposure/play.ts'
import {harmful, printedCommands} from './exposure/printed.ts'
import {loadedCommands, modes, run, seen} from './exposure/run.ts'
import {startExposureStage, type ExposureStage} from './exposure/stage.ts'
import {weathers, withoutPauses} from './exposure/weather.ts'

const firstSeed = Number(process.env['SECROT_EXPOSURE_SEED'] ?? 1)
/** Of these commands alone, by their ids. */
const only = process.env['SECROT_EXPOSURE_ONLY']?.split(',')

let stage: ExposureStage
let fixtures: Fixtures
beforeAll(async () => {
  stage = await startExposureStage()
  fixtures = await makeFixtures(stage)
})
afterAll(() => stage[Symbol.asyncDispose]())

/** What needs no AWS and no value, or is a sandbox of its own; of `rehearse` see test/commands/rehearse-value.test.ts. */
const withoutValues = ['demo', 'rehearse', 'sandbox:load', 'sandbox:reset', 'sandbox:run', 'sandbox:start']

const wanted = [
  'fine, exit 0',
  'fine, exit 3',
  'usage, exit 2',
  'refused, exit 3',
  'denied, exit 5',
  'failing, exit 1',
  'broken, exit 1',
  'interrupted, exit 130',
]

describe('no value is shown', () => {
  it('by any command: each takes part', () => {
    const ids = Object.keys(manifest.commands).filter(id => !withoutValues.includes(id))
    expect(Object.keys(commands).toSorted()).toEqual(ids.toSorted())
  })

  it(`in ${perCell} seeded runs of each command, output and kind of error; nor is a terminal or a shell steered`, async () => {
    using _ = withoutPauses()
    const ids = Object.keys(commands).filter(id => only?.includes(id) !== false)
    const ends = new Map<string, number>()
    const printed = new Set<string>()
    let runs = 0
    let seed = firstSeed - 1
    for (const id of Object.keys(commands))
      for (const mode of modes)
        for (const weather of weathers)
          for (let nth = 0; nth < perCell; nth += 1) {
            // A command has the same seeds alone as among all.
            seed += 1
            if (!ids.includes(id)) continue
            runs += 1
            const {argv, left} = await playOne(stage, fixtures, {id, mode, weather, seed})
            const again = `again: SECROT_EXPOSURE_SEED=${firstSeed} SECROT_EXPOSURE_ONLY=${id}`
            expect(seen(left, mode), `seed ${seed}, ${weather}, ${mode}: secrot ${argv.join(' ')}; ${again}`).toEqual(
              [],
            )
            const ended = `${weather}, exit ${left.exitCode}`
            ends.set(ended, (ends.get(ended) ?? 0) + 1)
            for (const command of printedCommands(left)) printed.add(command)
          }
    const folder = join(stage.folder, 'shell')
    mkdirSync(folder)
    expect(harmful(printed, folder)).toEqual([])
    console.log(
      `model runs: ${runs} (${share}) from seed ${firstSeed}: ${ids.length} commands (${ids.join(', ')}) in ${modes.length} outputs and ` +
        `${weathers.length} kinds of error, ${perCell} each; ${printed.size} different commands that they printed went through sh`,
    )
    for (const [name, count] of [...ends].toSorted(([a], [b]) => (a < b ? -1 : 1))) console.log(`  ${name}: ${count}`)
    // Each kind of error was really met; a few runs, played again, need not meet all.
    const met = [...ends].filter(([, count]) => count > ids.length).map(([end]) => end)
    if (only === undefined && perCell >= 14) expect(met).toEqual(expect.arrayContaining(wanted))
  }, 1_200_000)
})

describe('the search for values', () => {
  it.each([
    ['as it is', canary],
    ['inside JSON', JSON.stringify({password: canary})],
    ['inside JSON inside JSON', JSON.stringify({value: JSON.stringify({password: canary})})],
    ['in a URL', `https://x/?p=${encodeURIComponent(canary)}`],
    ['in hex', Buffer.from(`a${canary}`).toString('hex')],
    ['in base64', Buffer.from(canary).toString('base64')],
    ['in base64, one byte on', Buffer.from(`:${canary}`).toString('base64')],
    ['in base64, two bytes on', Buffer.from(`ab${canary}`).toString('base64url')],
    ['cut in the middle', canary.slice(2, 15)],
  ])('finds one %s', (_, text) => {
    expect(exposure(`some text ${text} and more`)).toBeDefined()
  })

  it.each(leaks)('finds one that a command leaves in: %s', async where => {
    const leak = {leak: leakingCommand(stage.folder)}
    const json = where === 'answer' ? ['--json'] : []
    const wish = {argv: ['leak', where, ...json], mode: 'pipe', columns: 80, debug: true, random: () => 0} as const
    const left = await run(stage, wish, {...loadedCommands, ...leak})
    expect(seen(left, 'pipe')).toHaveLength(1)
  })

  it('finds what a printed command would do beside', () => {
    const folder = join(stage.folder, 'harm')
    mkdirSync(folder)
    expect(harmful([`secrot status 'a b'`, 'secrot status "$(touch owned)"'], folder)).toHaveLength(1)
  })
})
