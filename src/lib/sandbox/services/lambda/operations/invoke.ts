import type {Call, InvokeResult} from '../../../kernel.ts'
import {RestAnswer} from '../../../kernel.ts'
import {validateInput} from '../../../validate.ts'
import type {FunctionName} from '../names.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const invoke: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'Invoke',
    readOnly: false,
    action: 'lambda:InvokeFunction',
    route: {
      method: 'POST',
      path: '/2015-03-31/functions/{FunctionName}/invocations',
      headers: {
        'x-amz-invocation-type': 'InvocationType',
        'x-amz-log-type': 'LogType',
        'x-amz-client-context': 'ClientContext',
      },
      payload: 'Payload',
    },
    async run(call, named) {
      validateInput(call.input, {
        InvocationType: {values: ['Event', 'RequestResponse', 'DryRun']},
        LogType: {values: ['None', 'Tail']},
      })
      const {InvocationType: kind = 'RequestResponse', LogType: logType} = call.input
      if (kind === 'DryRun') {
        lambda.invoker.check(named)
        return new RestAnswer(204, {})
      }
      const sending = sendingOf(call, named)
      if (kind === 'Event') {
        lambda.invoker.enqueue(sending)
        return new RestAnswer(202, {})
      }
      return answerOf(await lambda.invoker.invoke(sending), logType === 'Tail')
    },
  })

function sendingOf({input, requestId, principal}: Call, named: FunctionName) {
  const {Payload: payload = '', ClientContext: context} = input
  return {
    named,
    payload: String(payload),
    requestId,
    source: principal.arn,
    ...(typeof context === 'string' ? {clientContext: Buffer.from(context, 'base64').toString('utf8')} : {}),
  }
}

function answerOf(result: InvokeResult, tail: boolean): RestAnswer {
  return new RestAnswer(
    200,
    {
      'x-amz-executed-version': result.executedVersion,
      ...(result.functionError === undefined ? {} : {'x-amz-function-error': result.functionError}),
      ...(tail ? {'x-amz-log-result': Buffer.from(result.logTail).toString('base64')} : {}),
    },
    result.payload,
  )
}
