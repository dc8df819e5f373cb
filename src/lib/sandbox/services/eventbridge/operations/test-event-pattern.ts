import type {OperationDefinition} from '../../../kernel.ts'
import {isPlainObject} from '../../../plain-object.ts'
import {validation} from '../errors.ts'
import {eventsOperation, textOf} from '../operation.ts'
import {compilePattern} from '../pattern/compile.ts'
import {checkPattern} from './put-rule.ts'

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html names them. */
const NEEDED = ['id', 'account', 'source', 'time', 'region', 'detail-type']

export const testEventPattern = (): OperationDefinition =>
  eventsOperation({
    name: 'TestEventPattern',
    rules: {EventPattern: {type: 'string', required: true, max: 4096}, Event: {type: 'string', required: true}},
    run(call) {
      const event = eventOf(textOf(call, 'Event'))
      const pattern = textOf(call, 'EventPattern')
      checkPattern(pattern)
      return {Result: compilePattern(pattern)(event)}
    },
  })

function eventOf(text: string): Record<string, unknown> {
  let event: unknown
  try {
    event = JSON.parse(text)
  } catch {
    throw invalidEvent()
  }
  if (isPlainObject(event) && NEEDED.every(name => Object.hasOwn(event, name))) return event
  throw invalidEvent()
}

function invalidEvent() {
  return validation('Parameter Event is not valid.')
}
