import {InvokeCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {statusOf} from '../http-status.ts'
import {sendOnce} from '../notices/send-once.ts'
import {privateUrl} from '../private-url.ts'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'

const LONGEST_ANSWER_MS = 10_000
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_INVOCATION_MS = 900_000

/** What a hook is told. It reads the value itself, with a permission of its own. */
interface Question {
  readonly secretId: string
  readonly versionId: string
  readonly versionStage: 'AWSPENDING'
}

/**
 * Asks somebody who knows what the value is for whether it may be promoted: a function (TEST_FUNCTION) that returns, or an
 * HTTPS endpoint (TEST_URL) that answers 2xx. Neither set: nobody is asked.
 */
export async function askHook(context: RotatorContext): Promise<void> {
  const {settings, secret, versionId} = context
  const question: Question = {secretId: secret.arn, versionId, versionStage: 'AWSPENDING'}
  const [fn, url] = [settings.text('TEST_FUNCTION'), settings.text('TEST_URL')]
  if (fn) await askFunction(context, fn, question)
  if (url) await askUrl(context, url, question)
}

/** Invoked once, as long as it takes: it may do anything, and what was cut goes on at its own. */
async function askFunction({clients, clock}: RotatorContext, FunctionName: string, question: Question): Promise<void> {
  const answerMs = Math.min(LONGEST_INVOCATION_MS, Math.max(1, clock.remainingMs()))
  const lambda = clients.make(LambdaClient, {maxAttempts: 1, answerMs})
  const request = new InvokeCommand({FunctionName, Payload: Buffer.from(JSON.stringify(question))})
  const {FunctionError: failure} = await sendOnce(clock, () => lambda.send(request))
  if (failure !== undefined) throw new Refusal('the function of TEST_FUNCTION failed, so the value is not promoted')
}

async function askUrl({clock}: RotatorContext, text: string, question: Question): Promise<void> {
  // What is asked is no secret, but the answer decides.
  const url = privateUrl(text)
  if (url === undefined) throw new Refusal('TEST_URL is no https:// address')
  const status = await post(url, question, Math.min(LONGEST_ANSWER_MS, Math.max(1, clock.remainingMs())))
  if (typeof status === 'string') throw new Refusal(`${url.host} of TEST_URL did not answer: ${status}`)
  if (status < 200 || status > 299)
    throw new Refusal(`${url.host} of TEST_URL answered ${status}, so the value is not promoted`)
}

function post(url: URL, question: Question, timeoutMs: number): Promise<number | string> {
  const headers = {'content-type': 'application/json'}
  return statusOf(url, {method: 'POST', headers, body: JSON.stringify(question)}, timeoutMs)
}
