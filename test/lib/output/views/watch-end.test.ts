import {describe, expect, it} from 'vitest'
import type {LastSeen, WatchEnd} from '../../../../src/lib/history/watch/ends.ts'
import {themeFor} from '../../../../src/lib/output/theme.ts'
import type {ViewOptions} from '../../../../src/lib/output/view.ts'
import {exitOfWatch, watchEndView, watchNext} from '../../../../src/lib/output/views/watch-end.ts'

const at = Date.parse('2026-11-22T03:14:13Z')
const versionId = '3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11'
const current = '77ab01f2-04a7-4c1e-8f55-2a9be7d01c43'
const options: ViewOptions = {columns: 120, tty: true, theme: themeFor({isTTY: false, env: {}}), local: false, now: at}
const seen: LastSeen = {
  at,
  current,
  currentAsBefore: true,
  step: 'testSecret',
  stepOutcome: 'running',
  certain: false,
  attempt: 2,
}
const base = {at, versionId} as const
const about = {name: 'prod/a b', words: ['prod/a b'], hasCommand: () => true}

const ends: readonly (readonly [WatchEnd, number, readonly string[], string | undefined])[] = [
  [
    {...base, kind: 'succeeded', tookMs: 400},
    0,
    ['✔ rotated prod/a b in under 1s: 3e8b1c9d is in use'],
    "Consumers were not looked at. Next: secrot consumers 'prod/a b'",
  ],
  [
    {...base, kind: 'tested', passed: true},
    0,
    ['✔ tested prod/a b: testSecret passed with a copy of the value in use; nothing was rotated'],
    "Next: secrot status 'prod/a b'",
  ],
  [
    {...base, kind: 'tested', passed: false},
    3,
    ['✖ failed: the test rotation of prod/a b did not pass; nothing was rotated (exit 3)'],
    "Next: secrot status 'prod/a b'",
  ],
  [
    {...base, kind: 'abandoned', seen: {...seen, currentAsBefore: false}, risk: 'maybe'},
    3,
    [
      '✖ abandoned: 3e8b1c9d lost AWSPENDING without getting AWSCURRENT; consumers read 77ab01f2 (exit 3)',
      '  Danger  setSecret began: the target may want 3e8b1c9d, which no label keeps any more.',
    ],
    "Next: secrot doctor 'prod/a b'",
  ],
  [
    {...base, kind: 'cancelled', seen, risk: 'no', pendingLeft: true},
    3,
    [
      '✖ cancelled: rotation of prod/a b went off; AWSPENDING stays on 3e8b1c9d; consumers read 77ab01f2 as before (exit 3)',
    ],
    "Next: secrot doctor 'prod/a b'",
  ],
  [
    {...base, kind: 'failed', seen, risk: 'unseen', sameStep: true, failFast: false},
    3,
    [
      '✖ failed: a step that was not named failed; consumers read 77ab01f2 as before (exit 3)',
      '  Danger  nobody saw which steps ran: the target may already want 3e8b1c9d. Keep AWSPENDING.',
      '  AWS     may try again at the next window',
    ],
    "Next: secrot doctor 'prod/a b'",
  ],
  [
    {
      ...base,
      kind: 'failed',
      seen,
      risk: 'set',
      step: 'testSecret',
      attempts: 3,
      sameStep: false,
      failFast: false,
      nextRotationAt: at,
    },
    3,
    [
      '✖ failed: testSecret failed in attempt 3; consumers read 77ab01f2 as before (exit 3)',
      '  Danger  setSecret ended without error: the target may already want 3e8b1c9d. Keep AWSPENDING.',
      '  AWS     may try again at the next window, by 2026-11-22 03:14:13Z',
    ],
    "Next: secrot doctor 'prod/a b'",
  ],
  [
    {...base, kind: 'unknown', seen, source: 'labels', reason: 'Not allowed.', denied: true},
    5,
    [
      '? unknown: labels could not be read: Not allowed (exit 5)',
      '  Seen    testSecret running ~, attempt 2, last sign 2026-11-22 03:14:13Z; consumers read 77ab01f2 as before',
    ],
    `Next: secrot watch 'prod/a b' --version-id ${versionId}`,
  ],
  [
    {...base, kind: 'unknown', seen, source: 'log and events', reason: 'throttled', denied: false},
    1,
    [
      '? unknown: log and events could not be read: throttled (exit 1)',
      '  Seen    testSecret running ~, attempt 2, last sign 2026-11-22 03:14:13Z; consumers read 77ab01f2 as before',
    ],
    `Next: secrot watch 'prod/a b' --version-id ${versionId}`,
  ],
  [
    {...base, kind: 'not-finished', seen: {at, currentAsBefore: false, certain: false}, timeoutMs: 1_800_000},
    4,
    [
      '◐ not finished within 30m: 3e8b1c9d is still AWSPENDING (--timeout) (exit 4)',
      '  Seen    last sign 2026-11-22 03:14:13Z; no version is AWSCURRENT',
    ],
    `Next: secrot watch 'prod/a b' --version-id ${versionId}`,
  ],
  [
    {...base, kind: 'left', seen: {...seen, attempt: 1, certain: true, stepOutcome: 'ok'}},
    130,
    [
      '◐ left prod/a b to rotate on by itself (exit 130)',
      '  Seen    testSecret ok, last sign 2026-11-22 03:14:13Z; consumers read 77ab01f2 as before',
    ],
    `Next: secrot watch 'prod/a b' --version-id ${versionId}`,
  ],
  ...(
    [
      ['off', 'rotation went off'],
      ['lost', '3e8b1c9d lost AWSPENDING'],
      ['failed', 'the newest attempt failed, and AWS may try again'],
    ] as const
  ).map(
    ([near, said]) =>
      [
        {...base, kind: 'left', near, seen: {at, current, currentAsBefore: true, certain: false}},
        130,
        [
          `◐ left prod/a b without a verdict: ${said} (exit 130)`,
          '  Seen    last sign 2026-11-22 03:14:13Z; consumers read 77ab01f2 as before',
        ],
        `Next: secrot watch 'prod/a b' --version-id ${versionId}`,
      ] as const,
  ),
]

describe('a verdict', () => {
  it.each(ends.map(end => [`${end[0].kind}, exit ${end[1]}`, ...end] as const))('%s', (_, end, exit, lines, next) => {
    expect(exitOfWatch(end)).toBe(exit)
    expect(watchEndView(end, about, options).split('\n')).toEqual(lines)
    expect(watchNext(end, about)).toBe(next)
  })

  it('is broken between words where the terminal is narrower, under what it belongs to', () => {
    const text = watchEndView(ends[4]![0], about, {...options, columns: 60})
    expect(text.split('\n')).toEqual([
      '✖ cancelled: rotation of prod/a b went off; AWSPENDING stays',
      '  on 3e8b1c9d; consumers read 77ab01f2 as before (exit 3)',
    ])
  })

  it('sends nobody to a command that does not exist', () => {
    const nothing = {...about, hasCommand: () => false}
    expect(ends.map(([end]) => watchNext(end, nothing)).filter(next => next?.includes('Next'))).toEqual([])
  })

  it('shows control characters of what AWS said as escapes', () => {
    const end = {...base, kind: 'unknown', seen, source: 'labels', reason: 'a\u001b[2Jb\nc', denied: false} as const
    expect(watchEndView(end, about, options)).toContain('a\\x1b[2Jb\\nc')
  })
})
