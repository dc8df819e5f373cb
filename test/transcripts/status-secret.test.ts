import {describe, expect, it} from 'vitest'
import {ONCALL_LOOKS_AT} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {picture, startOncall, withFixedPort, withoutEndpoint, type Shown} from './oncall.ts'

async function status(columns?: number): Promise<Shown> {
  await using oncall = await startOncall()
  await oncall.until(ONCALL_LOOKS_AT)
  return await oncall.run(['status', 'prod/orders/db'], columns === undefined ? {} : {columns})
}

/** The picture's last line names a probe, which only a configuration file could know; there is none yet. */
const asTold = picture('status-secret').replace(/ --probe .*/, '')

describe('secrot status SECRET', () => {
  it('prints section 3 of the transcripts at 100 columns', async () => {
    const {text, exitCode} = await status(100)
    expect(withoutEndpoint(text, 100)).toBe(asTold)
    expect(exitCode).toBe(0)
  })

  it('at 80 columns', async () => {
    expect(withFixedPort((await status(80)).text)).toMatchInlineSnapshot(`
      "111122223333 · eu-central-1 · assumed-role/oncall          2026-11-22 03:12:40Z
      http://127.0.0.1:50000
      ✖ stuck  prod/orders/db: AWSPENDING has been on 5f0d2a71 for 41m, no step since
      02:44:20Z

      Consumers  not asked. Risk: setSecret ended without error, so the target may
                 refuse the value that consumers read now. Dropping AWSPENDING would
                 hide the other one.
      Rotation   on, every 30 days, 02:00–04:00Z, function orders-db-rotation
                 (active, 30s timeout)
      Rotated    2026-10-23 02:14:11Z (30d)
      Next by    2026-11-22 03:59:59Z (in 47m)
      This try   started 02:31:12Z, attempt 3 ended 02:44:20Z, no sign since; AWS may
                 try again
      Error      testSecret: Task timed out after 30.00 seconds    log, 02:44:20Z

      VERSION   LABELS       WRITTEN  VALUE           READ        KEY
      5f0d2a71  AWSPENDING   41m      stored (trail)  –           aws/secretsmanager
      8c1e77b0  AWSCURRENT   30d      stored          2026-11-22  aws/secretsmanager
      2b94d0c5  AWSPREVIOUS  60d      stored          2026-10-23  aws/secretsmanager

      If consumers work, this can wait; ask the target to know.
      Next: secrot doctor prod/orders/db
      "
    `)
  })

  it('at 120 columns', async () => {
    expect(withFixedPort((await status(120)).text)).toMatchInlineSnapshot(`
      "111122223333 · eu-central-1 · assumed-role/oncall · http://127.0.0.1:50000                         2026-11-22 03:12:40Z
      ✖ stuck  prod/orders/db: AWSPENDING has been on 5f0d2a71 for 41m, no step since 02:44:20Z

      Consumers  not asked. Risk: setSecret ended without error, so the target may refuse the value that consumers read now.
                 Dropping AWSPENDING would hide the other one.
      Rotation   on, every 30 days, 02:00–04:00Z, function orders-db-rotation (active, 30s timeout)
      Rotated    2026-10-23 02:14:11Z (30d)             Next by  2026-11-22 03:59:59Z (in 47m)
      This try   started 02:31:12Z, attempt 3 ended 02:44:20Z, no sign since; AWS may try again
      Error      testSecret: Task timed out after 30.00 seconds                                            log, 02:44:20Z

      VERSION   LABELS       WRITTEN                     VALUE           READ        KEY
      5f0d2a71  AWSPENDING   2026-11-22 02:31:14Z  41m   stored (trail)  –           aws/secretsmanager
      8c1e77b0  AWSCURRENT   2026-10-23 02:14:03Z  30d   stored          2026-11-22  aws/secretsmanager
      2b94d0c5  AWSPREVIOUS  2026-09-23 02:09:47Z  60d   stored          2026-10-23  aws/secretsmanager

      If consumers work, this can wait; ask the target to know.
      Next: secrot doctor prod/orders/db
      "
    `)
  })

  it('writes whole times and ids in a pipe', async () => {
    expect(withFixedPort((await status()).text)).toMatchInlineSnapshot(`
      "111122223333 · eu-central-1 · assumed-role/oncall · http://127.0.0.1:50000   2026-11-22T03:12:40.000Z
      ✖ stuck  prod/orders/db: AWSPENDING has been on 5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43 since 2026-11-22T02:31:12.000Z, no step since 2026-11-22T02:44:20.303Z

      Consumers  not asked. Risk: setSecret ended without error, so the target may refuse the value that consumers read now. Dropping AWSPENDING would hide the other one.
      Rotation   on, every 30 days, 02:00–04:00Z, function orders-db-rotation (active, 30s timeout)
      Rotated    2026-10-23T02:14:11.200Z
      Next by    2026-11-22T03:59:59.000Z
      This try   started 2026-11-22T02:31:12.000Z, attempt 3 ended 2026-11-22T02:44:20.303Z, no sign since; AWS may try again
      Error      testSecret: Task timed out after 30.00 seconds  (log, 2026-11-22T02:44:20.303Z)

      VERSION                               LABELS       WRITTEN                   VALUE           READ        KEY
      5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43  AWSPENDING   2026-11-22T02:31:14.000Z  stored (trail)  –           aws/secretsmanager
      8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17  AWSCURRENT   2026-10-23T02:14:03.200Z  stored          2026-11-22  aws/secretsmanager
      2b94d0c5-0d6f-4a53-9a52-6f1d7f0c2b11  AWSPREVIOUS  2026-09-23T02:09:47.000Z  stored          2026-10-23  aws/secretsmanager

      If consumers work, this can wait; ask the target to know.
      Next: secrot doctor prod/orders/db
      "
    `)
  })
})
