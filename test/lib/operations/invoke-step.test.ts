import {describe, expect, it} from 'vitest'
import type {Mutations, StepInvocation} from '../../../src/lib/aws/gateways.ts'
import {stepMutation, type StepSent, type StepToSend} from '../../../src/lib/operations/invoke-step.ts'

const requestId = '0b5c77e1-7d1c-4b7e-a3c4-0f5b9e2d6a17'
const at = Date.parse('2026-11-22T03:20:31Z')
const step: StepToSend = {
  functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:hook-rotation',
  scope: {region: 'eu-central-1'},
  secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/hook-Qw3rTy',
  versionId: '9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43',
  step: 'setSecret',
  timeoutMs: 30_000,
}

/** What is said of an invocation that Lambda answers with these lines at the end of its log. */
function sent(lines: readonly string[], more: Partial<StepInvocation> = {}, wishes: object = {}): Promise<StepSent> {
  const answer: StepInvocation = {
    requestId,
    payload: 'null',
    logTail: `${lines.join('\n')}\n`,
    startedAt: at - 500,
    endedAt: at,
    ...more,
  }
  const base = {
    request: {},
    aws: '',
    hits: 'nobody' as const,
    fingerprint: '',
    readFingerprint: () => Promise.resolve(''),
  }
  const lambda = {invokeStep: () => Promise.resolve(answer)}
  return stepMutation({...step, ...wishes}, base).send({lambda} as unknown as Mutations)
}

const start = `START RequestId: ${requestId} Version: $LATEST`
const report = `REPORT RequestId: ${requestId}\tDuration: 412.33 ms\tBilled Duration: 413 ms\tMemory Size: 128 MB\tMax Memory Used: 71 MB\t`
const thrown = JSON.stringify({
  errorType: 'AssertionError',
  errorMessage: 'the target answered 401 to canary-value',
  stack: ['AssertionError: the target answered 401 to canary-value', '    at testSecret (/var/task/hook.mjs:88:11)'],
})

describe('a step sent by hand', () => {
  it('tells duration, billed time and memory by the line of the platform', async () => {
    const {ok, log} = await sent([start, 'asked canary-value', `END RequestId: ${requestId}`, report])
    expect(ok).toBe(true)
    expect(log).toMatchObject({
      ownLines: 1,
      hiddenCharacters: 18,
      report: {durationMs: 412.33, billedMs: 413, memoryMb: 128, maxMemoryMb: 71},
    })
    expect(log.shown.map(({text}) => text)).not.toContain(expect.stringContaining('canary'))
  })

  it('has no report where the log level leaves the lines of the platform out', async () => {
    expect((await sent(['one line'])).log).toEqual({ownLines: 1, shown: [], hiddenCharacters: 8})
  })

  it('names exception, place and cause of a failure, and nothing else of what the function wrote', async () => {
    const line = `2026-11-22T03:20:31.000Z\t${requestId}\tERROR\tInvoke Error \t${thrown}`
    const {failure, cause, functionError, log} = await sent([start, line, report], {functionError: 'Unhandled'})
    expect(failure).toMatchObject({exceptionClass: 'AssertionError', place: 'hook.mjs:88:11'})
    expect(cause).toBe('the target answered 401')
    expect(functionError).toBe('Unhandled')
    expect(JSON.stringify([failure, log])).not.toContain('canary')
  })

  it('finds them in the answer where the log was cut off before', async () => {
    const {failure} = await sent([report], {functionError: 'Unhandled', payload: thrown})
    expect(failure).toMatchObject({exceptionClass: 'AssertionError', place: 'hook.mjs:88:11'})
  })

  it('shows ids that secrot knows where the function wrote them', async () => {
    const {log} = await sent([start, `version ${step.versionId} of ${requestId}`, report])
    expect(log.shown).toContainEqual({from: 'function', text: `${requestId} · ${step.versionId}`})
  })

  it('keeps nothing of a line whose beginning was cut off: it may be the end of a value', async () => {
    const cut = `${'x'.repeat(4096)}canary-value`
    const {ownText, log} = await sent([cut, 'asked', report], {}, {withOwnText: true})
    expect(JSON.stringify([ownText, log])).not.toContain('canary')
    expect(ownText).toEqual(['asked'])
  })

  it('keeps the lines as they were written only where they are asked for', async () => {
    expect(await sent([start, 'asked canary-value', report])).not.toHaveProperty('ownText')
    const {ownText} = await sent([start, 'asked canary-value', report], {}, {withOwnText: true})
    expect(ownText).toEqual(['asked canary-value'])
  })

  it('has no cause where it ran out of time', async () => {
    const payload = JSON.stringify({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: x Error: Task timed out after 30.00 seconds',
    })
    const {failure, cause} = await sent([], {functionError: 'Unhandled', payload})
    expect(failure).toMatchObject({kind: 'timeout', text: 'Task timed out after 30.00 seconds'})
    expect(cause).toBeUndefined()
  })
})
