import {describe, expect, it} from 'vitest'
import {ONCALL_LOOKS_AT} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {picture, startOncall, withFixedPort, withoutEndpoint, type Shown} from './oncall.ts'

/** What one call takes: 28 of them and eleven waits of a second between look-ups make the 12.6 s of the picture. */
const LATENCY_MS = 80

async function status(columns?: number): Promise<Shown> {
  await using oncall = await startOncall()
  await oncall.until(ONCALL_LOOKS_AT - 30_000)
  await oncall.searchRuns()
  oncall.sandbox.faults.set([{kind: 'latency', latencyMs: LATENCY_MS}])
  return await oncall.run(['status'], columns === undefined ? {} : {columns})
}

/**
 * One cell differs from the picture: prod/ci/deploy-key was last rotated 91 days ago and changed since (its rotation
 * began yesterday), and the trail reaches back 90 days, so nobody can say that no value was put in the day before. The
 * age of the value is inferred, which a `~` says.
 */
const asTold = picture('status-fleet').replace('deploy-key          91d', 'deploy-key         ~91d')

describe('secrot status', () => {
  it('prints section 2 of the transcripts at 100 columns', async () => {
    const {text, exitCode, calledActions} = await status(100)
    expect(withoutEndpoint(text, 100)).toBe(asTold)
    expect(exitCode).toBe(0)
    expect(calledActions).toHaveLength(28)
  })

  it('puts the reasons below the names at 80 columns', async () => {
    expect(withFixedPort((await status(80)).text)).toMatchInlineSnapshot(`
      "111122223333 · eu-central-1 · assumed-role/oncall          2026-11-22 03:12:40Z
      http://127.0.0.1:50000

      VERDICT     SECRET                   IN USE  ROTATED  NEXT BY
      ✖ stuck     prod/orders/db              30d      30d  in 47m
                  testSecret timed out 3x, 28m ago
      ✖ stuck     prod/ci/deploy-key         ~91d      91d  1d late
                  createSecret: LimitExceeded, 1d ago
      ✖ failing   prod/sms/token              12d      12d  in 18d
                  test rotation failed 2h ago
      ? unknown   prod/legacy/sftp            61d      61d  1d late
                  AWSPENDING left, no event, no log
      ! late      prod/graphql/api-key        44d      44d  14d late
                  no attempt seen since 2026-10-09
      ◐ rotating  prod/search/api-key          6d       6d  in 24d
                  testSecret ~, 9s
      ○ off       prod/partner/token         212d    never  –
                  rotation off, its rules kept
      ✔ healthy   rds!cluster-4f1c             5d       5d  in 2d
                  rotated by rds, no function

      8 secrets: 2 stuck, 1 failing, 1 unknown, 1 late, 1 rotating, 1 off, 1 healthy
      28 calls, 12.6s
      Listed 03:12:40Z (may lag 5m); every line but off and healthy was described
      again by 03:12:41Z.
      Labels, schedule and events only: no target was asked, so healthy does not prove
      that a value works.
      Not read: log of function legacy-sftp (logs:FilterLogEvents)
      Next: secrot doctor prod/orders/db
      "
    `)
  })

  it('at 120 columns', async () => {
    expect(withFixedPort((await status(120)).text)).toMatchInlineSnapshot(`
      "111122223333 · eu-central-1 · assumed-role/oncall · http://127.0.0.1:50000                         2026-11-22 03:12:40Z

      VERDICT     SECRET                   IN USE  ROTATED  NEXT BY   WHY
      ✖ stuck     prod/orders/db              30d      30d  in 47m    testSecret timed out 3x, 28m ago
      ✖ stuck     prod/ci/deploy-key         ~91d      91d  1d late   createSecret: LimitExceeded, 1d ago
      ✖ failing   prod/sms/token              12d      12d  in 18d    test rotation failed 2h ago
      ? unknown   prod/legacy/sftp            61d      61d  1d late   AWSPENDING left, no event, no log
      ! late      prod/graphql/api-key        44d      44d  14d late  no attempt seen since 2026-10-09
      ◐ rotating  prod/search/api-key          6d       6d  in 24d    testSecret ~, 9s
      ○ off       prod/partner/token         212d    never  –         rotation off, its rules kept
      ✔ healthy   rds!cluster-4f1c             5d       5d  in 2d     rotated by rds, no function

      8 secrets: 2 stuck, 1 failing, 1 unknown, 1 late, 1 rotating, 1 off, 1 healthy    28 calls, 12.6s
      Listed 03:12:40Z (may lag 5m); every line but off and healthy was described again by 03:12:41Z.
      Labels, schedule and events only: no target was asked, so healthy does not prove that a value works.
      Not read: log of function legacy-sftp (logs:FilterLogEvents)
      Next: secrot doctor prod/orders/db
      "
    `)
  })

  it('writes whole times in a pipe', async () => {
    expect(withFixedPort((await status()).text)).toMatchInlineSnapshot(`
      "111122223333 · eu-central-1 · assumed-role/oncall · http://127.0.0.1:50000   2026-11-22T03:12:40.400Z

      VERDICT     SECRET                IN USE                     ROTATED                   NEXT BY                   WHY
      ✖ stuck     prod/orders/db        2026-10-23T02:14:04.000Z   2026-10-23T02:14:11.200Z  2026-11-22T03:59:59.000Z  testSecret timed out 3x, at 2026-11-22T02:44:20.303Z
      ✖ stuck     prod/ci/deploy-key    ~2026-08-23T02:29:54.000Z  2026-08-23T02:29:54.000Z  2026-11-21T02:59:59.000Z  createSecret: LimitExceeded, at 2026-11-21T02:10:01.000Z
      ✖ failing   prod/sms/token        2026-11-10T00:59:51.000Z   2026-11-10T00:59:54.000Z  2026-12-10T23:59:59.000Z  test rotation failed at 2026-11-22T01:00:02.000Z
      ? unknown   prod/legacy/sftp      2026-09-22T01:00:04.000Z   2026-09-22T01:00:04.000Z  2026-11-21T02:59:59.000Z  AWSPENDING left, no event, no log
      ! late      prod/graphql/api-key  2026-10-09T01:00:02.000Z   2026-10-09T01:00:11.100Z  2026-11-08T02:59:59.000Z  no attempt seen since 2026-10-09T01:00:11.100Z
      ◐ rotating  prod/search/api-key   2026-11-16T01:00:01.000Z   2026-11-16T01:00:03.800Z  2026-12-16T23:59:59.000Z  testSecret ~, since 2026-11-22T03:12:31.400Z
      ○ off       prod/partner/token    2026-04-24T01:00:00.000Z   never                     –                         rotation off, its rules kept
      ✔ healthy   rds!cluster-4f1c      2026-11-17T01:00:00.500Z   2026-11-17T01:00:00.500Z  2026-11-24T03:59:59.000Z  rotated by rds, no function

      8 secrets: 2 stuck, 1 failing, 1 unknown, 1 late, 1 rotating, 1 off, 1 healthy    28 calls, 12.6s
      Listed 2026-11-22T03:12:40.400Z (may lag 5m); every line but off and healthy was described again by 2026-11-22T03:12:41.040Z.
      Labels, schedule and events only: no target was asked, so healthy does not prove that a value works.
      Not read: log of function legacy-sftp (logs:FilterLogEvents)
      Next: secrot doctor prod/orders/db
      "
    `)
  })

  it('keeps what is about the answer out of it', async () => {
    const {stdout, stderr} = await status()
    expect(stdout).toMatch(/^VERDICT/)
    expect(withFixedPort(stderr)).toMatchInlineSnapshot(`
      "111122223333 · eu-central-1 · assumed-role/oncall · http://127.0.0.1:50000   2026-11-22T03:12:40.400Z

      Not read: log of function legacy-sftp (logs:FilterLogEvents)
      Next: secrot doctor prod/orders/db
      "
    `)
  })
})
