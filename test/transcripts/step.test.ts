import {GetFunctionConfigurationCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {mkdtemp} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {rehearsed} from '../support/rehearsed.ts'
import {runSecrot} from '../support/run-secrot.ts'
import type {TestSandbox} from '../support/sandbox.ts'
import {startHook} from './hook.ts'
import {asSeen, picture, withFixedPort, withoutEndpoint} from './oncall.ts'

async function codeOf(sandbox: TestSandbox): Promise<string> {
  const lambda = new LambdaClient(sandbox.config)
  const {CodeSha256 = ''} = await lambda.send(new GetFunctionConfigurationCommand({FunctionName: 'hook-rotation'}))
  lambda.destroy()
  return CodeSha256
}

/**
 * The picture's command; in a pipe the steps are named, since nobody can be asked. Without a record of a rehearsal the code
 * is trusted by its digest.
 */
async function step(
  columns?: number,
  isRehearsed = false,
): Promise<{readonly text: string; readonly exitCode: number}> {
  const sandbox = await startHook()
  try {
    const seen = {stdout: 0, stderr: 0, text: ''}
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-step-'))
    if (isRehearsed) await rehearsed({config: sandbox.config, stateDir, name: 'hook-rotation'})
    const trust = isRehearsed ? [] : ['--trust-handler', await codeOf(sandbox)]
    const scripted = columns === undefined ? ['--until', 'testSecret'] : []
    const {clock} = sandbox
    const run = await runSecrot(['step', 'prod/hook', ...scripted, ...trust], {
      sandbox,
      stateDir,
      clock: {now: () => clock.now(), sleep: ms => clock.sleep(ms)},
      ...(columns === undefined ? {} : {tty: {columns}, answers: ['n', 'n', 'a', 'y'], env: {NO_COLOR: '1'}}),
      onOutput: written => {
        for (const stream of ['stdout', 'stderr'] as const) {
          seen.text += written[stream].slice(seen[stream])
          seen[stream] = written[stream].length
        }
      },
    })
    return {text: columns === undefined ? seen.text : await asSeen(seen.text, columns), exitCode: run.exitCode}
  } finally {
    await sandbox.stop()
  }
}

/** Ids and numbers that the sandbox draws or measures, as the picture has them: in order, one for one. */
function withSampleData(text: string): string {
  const requests = ['0b5c77e1', '7ce201aa', '5d10fe03', '91cc2ab4']
  const memory = [71, 72, 72]
  return text
    .replaceAll(/prod\/hook-\w{6}/g, 'prod/hook-Qw3rTy')
    .replaceAll(/request [0-9a-f]{8}$/gm, () => `request ${requests.shift()}`)
    .replaceAll(/\d+ of 128 MB/g, () => `${memory.shift()} of 128 MB`)
    .replaceAll(/(cause: .*) \d+ (?=more characters)/g, '$1 58 ')
}

/** Request ids and characters of a stack, which differ from run to run. */
function steady(text: string): string {
  return withFixedPort(text)
    .replaceAll(/request [0-9a-f-]{8,36}/g, 'request ID')
    .replaceAll(/prod\/hook-\w{6}/g, 'prod/hook-Qw3rTy')
}

/** Promise 4 outranks the picture: account and caller, the `aws` command and the way back are shown before a step. */
function withoutCalls(text: string): string {
  return text.replace(/^111122223333 .*\n/, '').replaceAll(/^ {2}(?:aws|undo) {6,7}.*\n/gm, '')
}

describe('secrot step, asked at each step', () => {
  it('prints section 5 of the transcripts at 100 columns', async () => {
    const {text, exitCode} = await step(100, true)
    expect(withSampleData(withoutCalls(withoutEndpoint(text, 100)))).toBe(picture('step'))
    expect(exitCode).toBe(0)
  })

  it('at 80 columns', async () => {
    expect(steady((await step(80)).text)).toMatchInlineSnapshot(`
      "111122223333 · eu-central-1 · root                         2026-11-22 03:20:28Z
      http://127.0.0.1:50000
      prod/hook · 9d41c6e2 is AWSPENDING, value stored · function hook-rotation, 30s,
      never rehearsed
        ✔ createSecret    ▸ setSecret    · testSecret    · finishSecret
      Sent as you and without RotationToken (only AWS can issue one): a function that
      writes through another role or account must fail in createSecret. SDK retries
      are off.
      ! hook-rotation was never rehearsed: what it does inside its own steps is its
        own.

      setSecret   changes the target: it may accept only the new value from then on;
                  who still holds 1c7e90aa would be refused
        event     {"Step":"setSecret",
                  "SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy",
                  "ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}
        aws       aws lambda invoke --function-name arn:aws:lambda:eu-central-1:111122223333:function:hook-rotation --payload '{"Step":"setSecret","SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy","ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}' --cli-binary-format raw-in-base64-out /dev/stdout
        undo      none: what the rotation function does inside a step is its own
      ? next [n], skip to [s], stop [q]: n
        result    ok, 412 ms, billed 413 ms, 1 of 128 MB, request ID
        log       1 line, 45 more characters hidden (--show-logs)
        changed   labels: nothing · value: nothing · target: not asked (--probe)

      testSecret  uses the new value, should change nothing
        aws       aws lambda invoke --function-name arn:aws:lambda:eu-central-1:111122223333:function:hook-rotation --payload '{"Step":"testSecret","SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy","ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}' --cli-binary-format raw-in-base64-out /dev/stdout
      ? next [n], again [a], skip to [s], event [e], log [l], changes [c], stop
        [q]: n
        result    FAILED, 2104 ms, Unhandled: AssertionError, request ID
        log       03:20:31 AssertionError at testSecret (hook.mjs:88:11)
                  cause: the target answered 401 · 190 more characters hidden
                  (--show-logs)
        changed   nothing; consumers read 1c7e90aa as before
      ? again [a], skip to [s], event [e], log [l], changes [c], stop [q]: a
        result    ok, 1822 ms, billed 1823 ms, 1 of 128 MB, request ID

      finishSecret  moves AWSCURRENT 1c7e90aa → 9d41c6e2: consumers read the new value
                    from then on
        aws       aws lambda invoke --function-name arn:aws:lambda:eu-central-1:111122223333:function:hook-rotation --payload '{"Step":"finishSecret","SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy","ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}' --cli-binary-format raw-in-base64-out /dev/stdout
        undo      aws secretsmanager update-secret-version-stage --secret-id arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy --version-stage AWSCURRENT --remove-from-version-id 9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43 --move-to-version-id 1c7e90aa-7d1c-4b7e-a3c4-0f5b9e2d6a17
      ? Send finishSecret? (y/N, --until finishSecret) y
        result    ok, 380 ms, billed 381 ms, 1 of 128 MB, request ID
        changed   AWSCURRENT 1c7e90aa → 9d41c6e2 · AWSPREVIOUS 55d0b3f8 → 1c7e90aa
      ✔ finished prod/hook: 9d41c6e2 is in use. AWSPENDING beside AWSCURRENT is
        normal.
      Undo: secrot rollback prod/hook
      "
    `)
  })

  it('at 120 columns', async () => {
    expect(steady((await step(120)).text)).toMatchInlineSnapshot(`
      "111122223333 · eu-central-1 · root · http://127.0.0.1:50000                                        2026-11-22 03:20:28Z
      prod/hook · 9d41c6e2 is AWSPENDING, value stored · function hook-rotation, 30s, never rehearsed
        ✔ createSecret    ▸ setSecret    · testSecret    · finishSecret
      Sent as you and without RotationToken (only AWS can issue one): a function that writes through another role or account
      must fail in createSecret. SDK retries are off.
      ! hook-rotation was never rehearsed: what it does inside its own steps is its own.

      setSecret   changes the target: it may accept only the new value from then on; who still holds 1c7e90aa would be refused
        event     {"Step":"setSecret",
                  "SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy",
                  "ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}
        aws       aws lambda invoke --function-name arn:aws:lambda:eu-central-1:111122223333:function:hook-rotation --payload '{"Step":"setSecret","SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy","ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}' --cli-binary-format raw-in-base64-out /dev/stdout
        undo      none: what the rotation function does inside a step is its own
      ? next [n], skip to [s], stop [q]: n
        result    ok, 412 ms, billed 413 ms, 1 of 128 MB, request ID
        log       1 line, 45 more characters hidden (--show-logs)
        changed   labels: nothing · value: nothing · target: not asked (--probe)

      testSecret  uses the new value, should change nothing
        aws       aws lambda invoke --function-name arn:aws:lambda:eu-central-1:111122223333:function:hook-rotation --payload '{"Step":"testSecret","SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy","ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}' --cli-binary-format raw-in-base64-out /dev/stdout
      ? next [n], again [a], skip to [s], event [e], log [l], changes [c], stop [q]: n
        result    FAILED, 2104 ms, Unhandled: AssertionError, request ID
        log       03:20:31 AssertionError at testSecret (hook.mjs:88:11)
                  cause: the target answered 401 · 190 more characters hidden (--show-logs)
        changed   nothing; consumers read 1c7e90aa as before
      ? again [a], skip to [s], event [e], log [l], changes [c], stop [q]: a
        result    ok, 1822 ms, billed 1823 ms, 1 of 128 MB, request ID

      finishSecret  moves AWSCURRENT 1c7e90aa → 9d41c6e2: consumers read the new value from then on
        aws       aws lambda invoke --function-name arn:aws:lambda:eu-central-1:111122223333:function:hook-rotation --payload '{"Step":"finishSecret","SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy","ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}' --cli-binary-format raw-in-base64-out /dev/stdout
        undo      aws secretsmanager update-secret-version-stage --secret-id arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy --version-stage AWSCURRENT --remove-from-version-id 9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43 --move-to-version-id 1c7e90aa-7d1c-4b7e-a3c4-0f5b9e2d6a17
      ? Send finishSecret? (y/N, --until finishSecret) y
        result    ok, 380 ms, billed 381 ms, 1 of 128 MB, request ID
        changed   AWSCURRENT 1c7e90aa → 9d41c6e2 · AWSPREVIOUS 55d0b3f8 → 1c7e90aa
      ✔ finished prod/hook: 9d41c6e2 is in use. AWSPENDING beside AWSCURRENT is normal.
      Undo: secrot rollback prod/hook
      "
    `)
  })

  it('in a pipe, the steps named by a flag, with whole ids and times', async () => {
    const {text, exitCode} = await step()
    expect(steady(text)).toMatchInlineSnapshot(`
      "111122223333 · eu-central-1 · root · http://127.0.0.1:50000   2026-11-22T03:20:28.500Z
      prod/hook · 9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43 is AWSPENDING, value stored · function hook-rotation, 30s, never rehearsed
        ✔ createSecret    ▸ setSecret    · testSecret    · finishSecret
      Sent as you and without RotationToken (only AWS can issue one): a function that writes through another role or account must fail in createSecret. SDK retries are off.
      ! hook-rotation was never rehearsed: what it does inside its own steps is its own.

      setSecret   changes the target: it may accept only the new value from then on; who still holds 1c7e90aa-7d1c-4b7e-a3c4-0f5b9e2d6a17 would be refused
        event     {"Step":"setSecret",
                  "SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy",
                  "ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}
        aws       aws lambda invoke --function-name arn:aws:lambda:eu-central-1:111122223333:function:hook-rotation --payload '{"Step":"setSecret","SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy","ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}' --cli-binary-format raw-in-base64-out /dev/stdout
        undo      none: what the rotation function does inside a step is its own
        result    ok, 412 ms, billed 413 ms, 1 of 128 MB, request ID
        log       1 line, 45 more characters hidden (--show-logs)
        changed   labels: nothing · value: nothing · target: not asked (--probe)

      testSecret  uses the new value, should change nothing
        aws       aws lambda invoke --function-name arn:aws:lambda:eu-central-1:111122223333:function:hook-rotation --payload '{"Step":"testSecret","SecretId":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy","ClientRequestToken":"9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43"}' --cli-binary-format raw-in-base64-out /dev/stdout
        result    FAILED, 2104 ms, Unhandled: AssertionError, request ID
        log       2026-11-22T03:20:31.016Z AssertionError at testSecret (hook.mjs:88:11)
                  cause: the target answered 401 · 190 more characters hidden (--show-logs)
        changed   nothing; consumers read 1c7e90aa-7d1c-4b7e-a3c4-0f5b9e2d6a17 as before
      ✖ failed: testSecret of prod/hook (exit 3)
        Danger  setSecret was sent: the target may already want 9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43. Keep AWSPENDING.
      Next: secrot doctor prod/hook
      "
    `)
    expect(exitCode).toBe(3)
  })
})
