import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import type {Observation} from '../../src/lib/history/watch/state.ts'
import {themeFor} from '../../src/lib/output/theme.ts'
import type {ViewOptions} from '../../src/lib/output/view.ts'
import {watchEndView, watchNext} from '../../src/lib/output/views/watch-end.ts'
import {watchLineView} from '../../src/lib/output/views/watch-line.ts'
import {at, play, script, type Scripted} from '../support/watch-script.ts'

const terminal: ViewOptions = {
  columns: 100,
  tty: true,
  theme: themeFor({isTTY: false, env: {}}),
  local: false,
  now: at('03:14:13'),
}
const pipe: ViewOptions = {...terminal, columns: Number.POSITIVE_INFINITY, tty: false}

/** The picture of transcripts.md: section 4, first and second. */
const picture = (name: string): string => readFileSync(new URL(`pictures/${name}.txt`, import.meta.url), 'utf8')

function printed(story: Story, options: ViewOptions): string {
  const {lines, end} = play(story.subject, story.batches)
  const shown = lines.filter(line => line.kind !== 'log').map(line => watchLineView(line, options))
  if (end === undefined) return shown.join('\n')
  const {name} = story.subject
  const about = {name, words: [name], hasCommand: () => true}
  return [...shown, watchEndView(end, about, options), watchNext(end, about)].join('\n').concat('\n')
}

interface Story {
  readonly subject: ReturnType<typeof script>['subject']
  readonly batches: readonly (readonly Observation[])[]
}

const key: Scripted = {
  name: 'prod/graphql/api-key',
  versionId: '3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11',
  current: '77ab01f2-04a7-4c1e-8f55-2a9be7d01c43',
  startedAt: at('03:14:02'),
  functionTimeoutMs: 30_000,
}

/** Four steps, each logged by the function; testSecret writes 61 characters besides. */
function success(): Story {
  const told = script(key)
  told.start(1, at('03:14:03.100'), 'createSecret')
  told.report(1, at('03:14:05.000'), 1900)
  told.start(2, at('03:14:05.100'), 'setSecret')
  told.report(2, at('03:14:05.300'), 200)
  told.start(3, at('03:14:05.600'), 'testSecret', 'x'.repeat(61))
  told.report(3, at('03:14:12.000'), 6400)
  told.start(4, at('03:14:12.400'), 'finishSecret')
  told.report(4, at('03:14:13.000'), 600)
  const stored = at('03:14:04.700')
  const moved = {current: key.versionId, previous: key.current, lastRotatedAt: at('03:14:12.900')}
  return {
    subject: told.subject,
    batches: [
      [told.labels(at('03:14:02.300'), key.startedAt), told.log(at('03:14:02.200'))],
      [told.labels(at('03:14:04.300'), key.startedAt), told.log(at('03:14:04.400'))],
      [told.labels(at('03:14:06.300'), stored), told.log(at('03:14:06.400'))],
      [told.labels(at('03:14:12.300'), stored), told.log(at('03:14:12.400'))],
      [told.labels(at('03:14:14.300'), at('03:14:12.900'), moved), told.log(at('03:14:14.400'))],
    ],
  }
}

const database: Scripted = {
  name: 'prod/orders/db',
  versionId: '5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43',
  current: '8c1e77b0-04a7-4c1e-8f55-2a9be7d01c43',
  startedAt: at('02:31:12'),
  functionTimeoutMs: 30_000,
}

/** Three attempts time out in testSecret; the function never says its step, and CloudTrail is minutes late. */
function failure(): Story {
  const told = script(database)
  const attempt = (first: number, testEnd: string, event: string): void => {
    const end = at(testEnd)
    told.start(first, end - 33_900)
    told.report(first, end - 32_000, 1100)
    told.start(first + 1, end - 31_900)
    told.report(first + 1, end - 30_000, 1400)
    told.start(first + 2, end - 29_990)
    told.report(
      first + 2,
      end,
      30_000,
      `2026-11-22T02:31:46.000Z ${request(first + 2)} Task timed out after 30.00 seconds`,
    )
    told.happened('RotationFailed', at(event), {step: 'testSecret'})
  }
  attempt(1, '02:31:46', '02:31:47')
  const nothing = told.look(at('02:31:30'), 'RotationFailed')
  const first = told.look(at('02:37:20'), 'RotationFailed')
  attempt(4, '02:38:02', '02:38:03')
  const second = told.look(at('02:43:01'), 'RotationFailed')
  attempt(7, '02:44:20', '02:44:21')
  const third = told.look(at('02:49:55'), 'RotationFailed')
  const changed = at('02:31:13.900')
  const next = {nextRotationAt: at('03:59:59')}
  const poll = (time: string): readonly Observation[] => [told.labels(at(time), changed, next), told.log(at(time))]
  return {
    subject: told.subject,
    batches: [
      [told.labels(at('02:31:12.300'), database.startedAt, next), told.log(at('02:31:12.300'))],
      ...['02:31:15', '02:31:17'].map(poll),
      [nothing],
      poll('02:31:47'),
      [first],
      poll('02:38:03'),
      [second],
      ...['02:44:22', '02:49:50'].map(poll),
      [third],
      ...['02:51:20', '02:51:22', '02:51:37'].map(poll),
    ],
  }
}

const request = (n: number): string => `0b5c77e1-0000-4000-8000-${String(n).padStart(12, '0')}`

describe('rotate --watch prints the picture of the transcripts', () => {
  it('of a rotation that succeeds', () => {
    expect(printed(success(), terminal)).toBe(picture('rotate-watch-success'))
  })

  it('of a rotation that fails in three attempts, and gives no verdict before it has been quiet long enough', () => {
    const story = failure()
    // Where a probe is known, the picture's last line names it too; without a configuration none is.
    expect(printed(story, terminal)).toBe(picture('rotate-watch-failure').replace(/ --probe .*/, ''))
    expect(play(story.subject, story.batches.slice(0, -1)).end).toBeUndefined()
  })
})

describe('in terminals of another width', () => {
  it.each([80, 120])('of %s columns it stays within them', columns => {
    const text = `${printed(success(), {...terminal, columns})}${printed(failure(), {...terminal, columns})}`
    expect(text).toMatchSnapshot('both')
    const told = text.split('\n').filter(line => !line.includes('Next: '))
    expect(Math.max(...told.map(line => line.length))).toBeLessThanOrEqual(columns)
  })
})

describe('in a pipe', () => {
  it('ids are whole and times full', () => {
    expect(printed(success(), pipe)).toMatchSnapshot('success')
    expect(printed(failure(), pipe)).toMatchSnapshot('failure')
  })
})
