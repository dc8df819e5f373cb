import {TEST_EVENT} from './setup.ts'
import {mutate} from '../mutate.ts'
import type {Mutation} from '../mutation.ts'
import {testFailed} from './refusals.ts'
import {NAME} from './setup.ts'
import {mutationOf, type NotifyStage} from './stage.ts'

/** Has the function tell the topic something, which proves all but the rule. */
export function testMutation(stage: NotifyStage): Mutation<string | undefined> {
  const {setup} = stage
  const sketch = mutationOf(stage, {
    resource: setup.functionArn,
    summary: `Send a test message to ${stage.found.topicArn}`,
    call: {service: 'lambda', operation: 'Invoke', input: {FunctionName: NAME, Payload: TEST_EVENT}},
    back: {because: 'a message is out once it is out'},
    // It changes nothing that could have moved.
    was: undefined,
    read: () => Promise.resolve(undefined),
    send: () => Promise.resolve(undefined),
  })
  return {
    ...sketch,
    aws: `${sketch.aws} --cli-binary-format raw-in-base64-out /dev/stdout`,
    send: mutations => mutations.functions.invoke({name: NAME, event: TEST_EVENT}),
  }
}

/** Throws TEST_MESSAGE_FAILED (exit 3) where the function could not, and what Lambda refuses with. */
export async function sendTest(stage: NotifyStage, mutation: Mutation<string | undefined>): Promise<void> {
  const outcome = await mutate(stage.context, mutation, {shown: true})
  if (outcome.kind === 'unknown') throw outcome.error
  const {functionArn, logGroup} = stage.setup
  if (outcome.kind === 'done' && outcome.result !== undefined) throw testFailed(functionArn, logGroup, outcome.result)
}
