import {describe, expect, it} from 'vitest'
import {ONCALL_LOOKS_AT} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {startOncall, withFixedPort} from './oncall.ts'

async function history(columns?: number): Promise<string> {
  await using oncall = await startOncall()
  await oncall.until(ONCALL_LOOKS_AT)
  const run = await oncall.run(['history', 'prod/orders/db', '--limit', '24'], columns === undefined ? {} : {columns})
  expect(run.exitCode).toBe(0)
  return withFixedPort(run.text)
}

describe('secrot history', () => {
  it.each([50, 80, 100, 120])('at %s columns', async columns => {
    expect(await history(columns)).toMatchSnapshot()
  })

  it('in a pipe', async () => {
    expect(await history()).toMatchSnapshot()
  })
})
