import type {InProcessContext} from '../../src/lib/sandbox/runtime/in-process-worker.ts'
import {Stage} from '../../src/lib/sandbox/scenarios/oncall/stage.ts'
import {oncallSandbox} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

const name = 'prod/hook'
const previous = '55d0b3f8-2c9d-4e86-b1f0-93d6a8c4e502'
const current = '1c7e90aa-7d1c-4b7e-a3c4-0f5b9e2d6a17'
const pending = '9d41c6e2-04a7-4c1e-8f55-2a9be7d01c43'

interface Event {
  readonly Step: string
  readonly SecretId: string
  readonly ClientRequestToken: string
}

/** Milliseconds that each step takes by hand, in the order in which the picture sends them. */
const took = [412.3, 2104.2, 1822.4, 380.4]

/** What the runtime of Node would print: the place is in the function's own file. */
function refused(): Error {
  const message = 'the target answered 401 to the new token'
  const stack = `AssertionError: ${message}\n    at testSecret (/var/task/hook.mjs:88:11)`
  return Object.assign(new Error(message), {name: 'AssertionError', stack})
}

/** prod/hook as section 5 finds it: AWS has given its rotation up, whose setSecret had failed, and testSecret will once. */
export async function startHook(): Promise<TestSandbox & AsyncDisposable> {
  const sandbox = await startTestSandbox(oncallSandbox)
  const stage = new Stage(sandbox)
  await stage.deploy('hook-rotation', {})
  const state = {byHand: false, sent: 0}
  const handler = async (input: unknown, context: InProcessContext): Promise<void> => {
    const event = input as Event
    if (!state.byHand) return beforehand(sandbox, event, context)
    await context.clock.sleep(took[state.sent++] ?? 0)
    if (event.Step === 'setSecret') context.log('The hook now takes the token that is pending.')
    if (event.Step === 'testSecret' && state.sent === 2) throw refused()
    if (event.Step === 'finishSecret') await finish(sandbox, event, context)
  }
  sandbox.lambda.registerInProcess(stage.functionArn('hook-rotation'), handler)
  await stage.create(name, {token: previous})
  const put = {SecretId: name, ClientRequestToken: current, SecretString: 'second-value'}
  await stage.call('secretsmanager', 'PutSecretValue', put)
  await sandbox.clock.advanceTo(Date.parse('2026-11-19T03:00:00Z'))
  const schedule = {ScheduleExpression: 'rate(30 days)'}
  await stage.rotate(name, {functionName: 'hook-rotation', schedule, immediately: false})
  await stage.byHand(name)
  await sandbox.clock.advanceTo(Date.parse('2026-11-20T03:00:00Z'))
  await stage.rotate(name, {token: pending})
  await sandbox.clock.advanceTo(Date.parse('2026-11-22T03:20:27.500Z'))
  state.byHand = true
  return sandbox
}

async function beforehand(sandbox: TestSandbox, event: Event, {credentials}: InProcessContext): Promise<void> {
  const {Step, SecretId, ClientRequestToken} = event
  if (Step === 'setSecret') throw new Error('the hook does not answer')
  if (Step !== 'createSecret') return
  const put = {SecretId, ClientRequestToken, SecretString: 'third-value', VersionStages: ['AWSPENDING']}
  await sandbox.call('secretsmanager', 'PutSecretValue', put, credentials)
}

async function finish(sandbox: TestSandbox, event: Event, {credentials}: InProcessContext): Promise<void> {
  const {SecretId, ClientRequestToken} = event
  const move = {MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current}
  const request = {SecretId, VersionStage: 'AWSCURRENT', ...move}
  await sandbox.call('secretsmanager', 'UpdateSecretVersionStage', request, credentials)
}
