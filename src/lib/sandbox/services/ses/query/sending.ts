import type {Call, OperationDefinition} from '../../../kernel.ts'
import {textOf, textsOf} from '../../iam/input.ts'
import type {Mail} from '../entities.ts'
import {ofQuery} from '../errors.ts'
import {readRaw} from '../mime.ts'
import {destinationsOf, messageOf, optional, structureOf, type Ses} from '../operation.ts'
import {maySend, send} from '../sending.ts'
import {DAY_MS} from '../state.ts'
import {queryOperation} from './operation.ts'

/** Mails and quotas in the words of the first API. */
export function sendingOperations({world, state}: Ses): readonly OperationDefinition[] {
  const sent = (call: Call, mail: Mail) => {
    const configurationSet = textOf(call.input, 'ConfigurationSetName')
    if (configurationSet !== '') throw ofQuery.noConfigurationSet(configurationSet)
    return {MessageId: send(world, state, call, {mail, refusals: ofQuery})}
  }
  return [
    queryOperation({
      name: 'SendEmail',
      dataEvent: true,
      rules: {Source: {required: true}, Destination: {required: true}, Message: {required: true}},
      authorize: call => maySend(state, call, plain(call), 'SendEmail'),
      run(call) {
        const mail = plain(call)
        if (mail.text === undefined && mail.html === undefined) throw ofQuery.invalid('The message has no body.')
        return sent(call, mail)
      },
    }),
    queryOperation({
      name: 'SendRawEmail',
      dataEvent: true,
      rules: {RawMessage: {required: true}},
      authorize: call => maySend(state, call, raw(call), 'SendRawEmail'),
      run: call => sent(call, raw(call)),
    }),
    queryOperation({
      name: 'GetSendQuota',
      rules: {},
      run(call) {
        const {daily, perSecond} = state.quotaOf(call)
        const decimal = (count: number) => count.toFixed(1)
        return {
          Max24HourSend: decimal(daily),
          MaxSendRate: decimal(perSecond),
          SentLast24Hours: decimal(state.sentWithin(call, DAY_MS)),
        }
      },
    }),
    queryOperation({name: 'GetAccountSendingEnabled', rules: {}, run: () => ({Enabled: true})}),
  ]
}

function plain(call: Call): Mail {
  const from = textOf(call.input, 'Source')
  return {from, to: destinationsOf(call), ...messageOf(structureOf(call.input, 'Message'))}
}

/** What the request names goes before what the message says. */
function raw(call: Call): Mail {
  const message = readRaw(optional(structureOf(call.input, 'RawMessage'), 'Data') ?? '')
  const destinations = textsOf(call.input, 'Destinations')
  const sender = optional(call.input, 'Source') ?? message.from
  return {...message, from: message.from || sender, sender, to: destinations.length > 0 ? destinations : message.to}
}
