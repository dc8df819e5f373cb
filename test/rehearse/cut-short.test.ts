import {expect, it} from 'vitest'
import {correct, verdictsOn} from './support/verdicts.ts'

const cut = 'skipped: cut short: not all its scenarios were played'

it(
  'takes for held nothing of which a scenario was not played, and keeps what was played whole',
  {timeout: 120_000},
  async () => {
    const ids = ['create-uses-given-token', 'no-secret-in-log', 'crash-is-safe', 'runs-under-minimal-policy']
    // The undisturbed rotation, and some of the cells after it: all of them hold.
    expect(await verdictsOn(ids, correct.rand, undefined, undefined, 6)).toEqual({
      'create-uses-given-token': 'pass',
      'no-secret-in-log': cut,
      'crash-is-safe': cut,
      'runs-under-minimal-policy': cut,
    })
  },
)
