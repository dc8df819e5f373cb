import type {Call, OperationDefinition} from '../../../kernel.ts'
import type {Mail} from '../entities.ts'
import {ofRest} from '../errors.ts'
import {readRaw} from '../mime.ts'
import {destinationsOf, messageOf, optional, structureOf, type Ses} from '../operation.ts'
import {maySend, send} from '../sending.ts'
import {DAY_MS} from '../state.ts'
import {restOperation} from './operation.ts'

/** Mails and the account in the words of the second API. */
export function sendingOperations({world, state}: Ses): readonly OperationDefinition[] {
  return [
    restOperation({
      name: 'SendEmail',
      dataEvent: true,
      route: {method: 'POST', path: '/v2/email/outbound-emails'},
      // A raw message needs the permission of the first API: https://github.com/anymail/django-anymail/issues/384.
      authorize: call => maySend(state, call, mailOf(call), isRaw(call) ? 'SendRawEmail' : 'SendEmail'),
      run(call) {
        const configurationSet = optional(call.input, 'ConfigurationSetName')
        if (configurationSet !== undefined) throw ofRest.noConfigurationSet(configurationSet)
        return {MessageId: send(world, state, call, {mail: mailOf(call), refusals: ofRest})}
      },
    }),
    restOperation({
      name: 'GetAccount',
      route: {method: 'GET', path: '/v2/email/account'},
      run(call) {
        const {daily, perSecond} = state.quotaOf(call)
        return {
          DedicatedIpAutoWarmupEnabled: false,
          EnforcementStatus: 'HEALTHY',
          ProductionAccessEnabled: state.isProduction(call),
          SendQuota: {
            Max24HourSend: daily,
            MaxSendRate: perSecond,
            SentLast24Hours: state.sentWithin(call, DAY_MS),
          },
          SendingEnabled: true,
        }
      },
    }),
  ]
}

function isRaw({input}: Call): boolean {
  return structureOf(input, 'Content')['Raw'] !== undefined
}

/** Throws BadRequestException for what is no mail; own texts. */
function mailOf(call: Call): Mail {
  const named = optional(call.input, 'FromEmailAddress')
  const to = destinationsOf(call)
  if (isRaw(call)) {
    const message = readRaw(optional(structureOf(call.input, 'Content', 'Raw'), 'Data') ?? '')
    const sender = named ?? message.from
    return {...message, from: message.from || sender, sender, to: to.length > 0 ? to : message.to}
  }
  const simple = structureOf(call.input, 'Content')['Simple']
  if (simple === undefined) throw ofRest.invalid('The sandbox sends simple and raw messages, no templates.')
  if (named === undefined) throw ofRest.invalid('FromEmailAddress is missing.')
  return {from: named, to, ...messageOf(structureOf(call.input, 'Content', 'Simple'))}
}
