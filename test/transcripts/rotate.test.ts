import {describe, expect, it} from 'vitest'
import type {Random} from '../../src/lib/operations/context.ts'
import {picture, startOncall, withFixedPort, withoutEndpoint, withoutTrailDelay, type Shown} from './oncall.ts'

/** The version id of a rotation is drawn by the command; here the picture's comes out. */
const drawing = (uuid: string): Random => ({uuid: () => uuid, unit: () => 0.5, bytes: length => new Uint8Array(length)})

async function succeeds(columns?: number): Promise<Shown> {
  await using oncall = await startOncall()
  await oncall.until(Date.parse('2026-11-22T03:14:02.700Z'))
  const asked = columns !== undefined
  return await oncall.run(['rotate', 'prod/graphql/api-key', '--watch', ...(asked ? [] : ['--yes'])], {
    ...(asked ? {columns, answers: ['y']} : {}),
    follows: true,
    random: drawing('3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11'),
  })
}

async function fails(columns?: number): Promise<Shown> {
  await using oncall = await startOncall()
  // What is the operator's command here was told as an act of the story that comes at this moment.
  await oncall.until(Date.parse('2026-11-22T02:31:12.500Z'))
  return await oncall.run(['rotate', 'prod/orders/db', '--watch', '--yes'], {
    ...(columns === undefined ? {} : {columns}),
    follows: true,
    random: drawing('5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43'),
  })
}

/** Promise 1: what was never rehearsed is said to be so before it is started. The pictures leave it out. */
const warning = (functionName: string): string =>
  `! ${functionName} was never rehearsed: what it does inside its own steps is its own.\n`

describe('secrot rotate --watch of a rotation that succeeds', () => {
  /** Left out are when the key expires, which only its target tells, and consumers, which does not exist yet; the warning is in. */
  const asTold = picture('rotate-succeeds')
    .replace(/^( {2}undo .*) \(expires .*\)$/m, '$1')
    .replace(/^\? Start/m, `${warning('graphql-key-rotation')}? Start`)
    // The picture's blank line is where the command waits; nothing is written for it.
    .replace('y\n\n', 'y\n')
    .replace(/ Next: secrot consumers .*/, '')

  it('prints the first picture of section 4 at 100 columns, four steps read from the log', async () => {
    const {text, exitCode} = await succeeds(100)
    expect(withoutEndpoint(text, 100)).toBe(asTold)
    expect(exitCode).toBe(0)
  })

  it('at 80 columns', async () => {
    expect(withFixedPort((await succeeds(80)).text)).toMatchInlineSnapshot(`
      "Rotate prod/graphql/api-key · 111122223333 · eu-central-1 · assumed-role/oncall
             http://127.0.0.1:50000
        does  RotateSecret with new version 3e8b1c9d; function graphql-key-rotation
              runs four steps
        then  consumers read the new key once finishSecret has moved AWSCURRENT
        undo  secrot rollback prod/graphql/api-key, while the old key works
        aws   aws secretsmanager rotate-secret --secret-id prod/graphql/api-key \\
                --client-request-token 3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11
      ! graphql-key-rotation was never rehearsed: what it does inside its own steps is
        its own.
      ? Start the rotation? (y/N, --yes) y
      03:14:02  started       AWSPENDING on 3e8b1c9d, no value yet
      03:14:05  createSecret  ok 1.9s   value stored in 3e8b1c9d
      03:14:05  setSecret     ok 0.2s
      03:14:12  testSecret    ok 6.4s   61 more characters hidden (--show-logs)
      03:14:13  finishSecret  ok 0.6s   AWSCURRENT 77ab01f2 → 3e8b1c9d
      ✔ rotated prod/graphql/api-key in 11s: 3e8b1c9d is in use, 77ab01f2 is
        AWSPREVIOUS
      Consumers were not looked at.
      "
    `)
  })

  it('at 120 columns', async () => {
    expect(withFixedPort((await succeeds(120)).text)).toMatchInlineSnapshot(`
      "Rotate prod/graphql/api-key · 111122223333 · eu-central-1 · assumed-role/oncall · http://127.0.0.1:50000
        does  RotateSecret with new version 3e8b1c9d; function graphql-key-rotation runs four steps
        then  consumers read the new key once finishSecret has moved AWSCURRENT
        undo  secrot rollback prod/graphql/api-key, while the old key works
        aws   aws secretsmanager rotate-secret --secret-id prod/graphql/api-key \\
                --client-request-token 3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11
      ! graphql-key-rotation was never rehearsed: what it does inside its own steps is its own.
      ? Start the rotation? (y/N, --yes) y
      03:14:02  started       AWSPENDING on 3e8b1c9d, no value yet
      03:14:05  createSecret  ok 1.9s   value stored in 3e8b1c9d
      03:14:05  setSecret     ok 0.2s
      03:14:12  testSecret    ok 6.4s   61 more characters hidden (--show-logs)
      03:14:13  finishSecret  ok 0.6s   AWSCURRENT 77ab01f2 → 3e8b1c9d
      ✔ rotated prod/graphql/api-key in 11s: 3e8b1c9d is in use, 77ab01f2 is AWSPREVIOUS
      Consumers were not looked at.
      "
    `)
  })

  it('in a pipe, with whole ids and times', async () => {
    expect(withFixedPort((await succeeds()).text)).toMatchInlineSnapshot(`
      "Rotate prod/graphql/api-key · 111122223333 · eu-central-1 · assumed-role/oncall · http://127.0.0.1:50000
        does  RotateSecret with new version 3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11; function graphql-key-rotation runs four steps
        then  consumers read the new key once finishSecret has moved AWSCURRENT
        undo  secrot rollback prod/graphql/api-key, while the old key works
        aws   aws secretsmanager rotate-secret --secret-id prod/graphql/api-key --client-request-token 3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11
      ! graphql-key-rotation was never rehearsed: what it does inside its own steps is its own.
      2026-11-22T03:14:02.700Z  started       AWSPENDING on 3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11, no value yet
      2026-11-22T03:14:05.100Z  createSecret  ok 1.9s   value stored in 3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11
      2026-11-22T03:14:05.800Z  setSecret     ok 0.2s
      2026-11-22T03:14:12.700Z  testSecret    ok 6.4s   61 more characters hidden (--show-logs)
      2026-11-22T03:14:13.800Z  finishSecret  ok 0.6s   AWSCURRENT 77ab01f2-2c9d-4e86-b1f0-93d6a8c4e502 → 3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11
      ✔ rotated prod/graphql/api-key in 11s: 3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11 is in use, 77ab01f2-2c9d-4e86-b1f0-93d6a8c4e502 is AWSPREVIOUS
      Consumers were not looked at.
      "
    `)
  })
})

// Twenty minutes of watching are some thousand looks.
describe('secrot rotate --watch of a rotation that fails', {timeout: 120_000}, () => {
  /**
   * The plan and the warning come first also with --yes (promises 1 and 4), the picture leaves them out. No probe can be
   * named without a configuration. How much later the command finds an event is the delay of the trail and the wait for
   * the next look, which comes every 20 seconds and at no fixed moment: it is held to bounds, not to the second.
   */
  const asTold = withoutTrailDelay(picture('rotate-fails')).replace(/ --probe .*/, '')

  it('prints the second picture of section 4 at 100 columns', async () => {
    const {text, exitCode} = await fails(100)
    const [plan, watched] = text.split(warning('orders-db-rotation'))
    expect(withFixedPort(plan ?? '')).toMatchInlineSnapshot(`
      "Rotate prod/orders/db · 111122223333 · eu-central-1 · assumed-role/oncall · http://127.0.0.1:50000
        does  RotateSecret with new version 5f0d2a71; function orders-db-rotation runs four steps
        then  consumers read the new value once finishSecret has moved AWSCURRENT
        undo  secrot rollback prod/orders/db, while the old value works
        aws   aws secretsmanager rotate-secret --secret-id prod/orders/db \\
                --client-request-token 5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43
      "
    `)
    expect(withoutTrailDelay(watched ?? '')).toBe(asTold)
    const delays = [...text.matchAll(/reached CloudTrail (?:(\d)m)?(?:(\d+)s)? later/g)]
    const seconds = delays.map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest ?? 0))
    expect(seconds).toHaveLength(3)
    for (const each of seconds) expect(each >= 290 && each <= 330, `${each} s`).toBe(true)
    expect(exitCode).toBe(3)
  })

  it('at 80 columns', async () => {
    expect(withoutTrailDelay(withFixedPort((await fails(80)).text))).toMatchInlineSnapshot(`
      "Rotate prod/orders/db · 111122223333 · eu-central-1 · assumed-role/oncall
             http://127.0.0.1:50000
        does  RotateSecret with new version 5f0d2a71; function orders-db-rotation runs
              four steps
        then  consumers read the new value once finishSecret has moved AWSCURRENT
        undo  secrot rollback prod/orders/db, while the old value works
        aws   aws secretsmanager rotate-secret --secret-id prod/orders/db \\
                --client-request-token 5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43
      ! orders-db-rotation was never rehearsed: what it does inside its own steps is
        its own.
      02:31:12  started       AWSPENDING on 5f0d2a71, no value yet
      02:31:14  createSecret  ok 1.1s ~       value stored in 5f0d2a71
      02:31:16  setSecret     ok 1.4s ~
      02:31:46  testSecret    failed 30.0s ~  Task timed out after 30.00 seconds
                attempt 1 failed, no verdict: AWS may try again; waiting for 7m
                without a sign (--settle)
      02:31:47  event         RotationFailed during testSecret (reached CloudTrail … later)
      02:38:02  testSecret    failed 30.0s ~  the same, attempt 2 (earlier steps ok
                                              again)
      02:38:03  event         RotationFailed during testSecret (reached CloudTrail … later)
      02:44:20  testSecret    failed 30.0s ~  the same, attempt 3 (earlier steps ok
                                              again)
      02:44:21  event         RotationFailed during testSecret (reached CloudTrail … later)
      02:51:21  quiet         7m without a START, an event or a label change
      ✖ failed: testSecret failed in 3 attempts; consumers read 8c1e77b0 as before
        (exit 3)
        Danger  setSecret ended without error: the target may already want 5f0d2a71.
                Keep AWSPENDING.
        AWS     may try again at the next window, by 2026-11-22 03:59:59Z
      Next: secrot doctor prod/orders/db
      "
    `)
  })

  it('at 120 columns', async () => {
    expect(withoutTrailDelay(withFixedPort((await fails(120)).text))).toMatchInlineSnapshot(`
      "Rotate prod/orders/db · 111122223333 · eu-central-1 · assumed-role/oncall · http://127.0.0.1:50000
        does  RotateSecret with new version 5f0d2a71; function orders-db-rotation runs four steps
        then  consumers read the new value once finishSecret has moved AWSCURRENT
        undo  secrot rollback prod/orders/db, while the old value works
        aws   aws secretsmanager rotate-secret --secret-id prod/orders/db \\
                --client-request-token 5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43
      ! orders-db-rotation was never rehearsed: what it does inside its own steps is its own.
      02:31:12  started       AWSPENDING on 5f0d2a71, no value yet
      02:31:14  createSecret  ok 1.1s ~       value stored in 5f0d2a71
      02:31:16  setSecret     ok 1.4s ~
      02:31:46  testSecret    failed 30.0s ~  Task timed out after 30.00 seconds
                attempt 1 failed, no verdict: AWS may try again; waiting for 7m without a sign (--settle)
      02:31:47  event         RotationFailed during testSecret (reached CloudTrail … later)
      02:38:02  testSecret    failed 30.0s ~  the same, attempt 2 (earlier steps ok again)
      02:38:03  event         RotationFailed during testSecret (reached CloudTrail … later)
      02:44:20  testSecret    failed 30.0s ~  the same, attempt 3 (earlier steps ok again)
      02:44:21  event         RotationFailed during testSecret (reached CloudTrail … later)
      02:51:21  quiet         7m without a START, an event or a label change
      ✖ failed: testSecret failed in 3 attempts; consumers read 8c1e77b0 as before (exit 3)
        Danger  setSecret ended without error: the target may already want 5f0d2a71. Keep AWSPENDING.
        AWS     may try again at the next window, by 2026-11-22 03:59:59Z
      Next: secrot doctor prod/orders/db
      "
    `)
  })

  it('in a pipe, with whole ids and times', async () => {
    expect(withoutTrailDelay(withFixedPort((await fails()).text))).toMatchInlineSnapshot(`
      "Rotate prod/orders/db · 111122223333 · eu-central-1 · assumed-role/oncall · http://127.0.0.1:50000
        does  RotateSecret with new version 5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43; function orders-db-rotation runs four steps
        then  consumers read the new value once finishSecret has moved AWSCURRENT
        undo  secrot rollback prod/orders/db, while the old value works
        aws   aws secretsmanager rotate-secret --secret-id prod/orders/db --client-request-token 5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43
      ! orders-db-rotation was never rehearsed: what it does inside its own steps is its own.
      2026-11-22T02:31:12.500Z  started       AWSPENDING on 5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43, no value yet
      2026-11-22T02:31:14.100Z  createSecret  ok 1.1s ~       value stored in 5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43
      2026-11-22T02:31:16.000Z  setSecret     ok 1.4s ~
      2026-11-22T02:31:46.501Z  testSecret    failed 30.0s ~  Task timed out after 30.00 seconds
                                attempt 1 failed, no verdict: AWS may try again; waiting for 7m without a sign (--settle)
      2026-11-22T02:31:47.000Z  event         RotationFailed during testSecret (reached CloudTrail … later)
      2026-11-22T02:38:02.502Z  testSecret    failed 30.0s ~  the same, attempt 2 (earlier steps ok again)
      2026-11-22T02:38:03.000Z  event         RotationFailed during testSecret (reached CloudTrail … later)
      2026-11-22T02:44:20.303Z  testSecret    failed 30.0s ~  the same, attempt 3 (earlier steps ok again)
      2026-11-22T02:44:21.000Z  event         RotationFailed during testSecret (reached CloudTrail … later)
      2026-11-22T02:51:21.000Z  quiet         7m without a START, an event or a label change
      ✖ failed: testSecret failed in 3 attempts; consumers read 8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17 as before (exit 3)
        Danger  setSecret ended without error: the target may already want 5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43. Keep AWSPENDING.
        AWS     may try again at the next window, by 2026-11-22T03:59:59.000Z
      Next: secrot doctor prod/orders/db
      "
    `)
  })
})
