import {expect, it} from 'vitest'

import {startTestSandbox} from '../../support/sandbox.ts'

it('wakes who sleeps in virtual time when a jump brings their moment, and nobody earlier', async () => {
  await using sandbox = await startTestSandbox()
  const woken: string[] = []
  const short = sandbox.clock.sleep(60_000).then(() => woken.push('a minute'))
  const long = sandbox.clock.sleep(3_600_000).then(() => woken.push('an hour'))
  sandbox.clock.jump(120_000)
  await short
  expect(woken).toEqual(['a minute'])
  sandbox.clock.jump(3_600_000)
  await long
  expect(woken).toEqual(['a minute', 'an hour'])
})
