/** SES: mails through both of its APIs over one state. aws-behaviour.md section 11. */
import type {OperationDefinition, Service, World} from '../../kernel.ts'
import type {Place, SentMail} from './entities.ts'
import {identityOperations as queryIdentities} from './query/identities.ts'
import {sendingOperations as querySending} from './query/sending.ts'
import {identityOperations as restIdentities, olderListing} from './rest/identities.ts'
import {sendingOperations as restSending} from './rest/sending.ts'
import {SesState} from './state.ts'

/** What no request can do: read what was sent, and answer for the owner of an address. `place` absent: the sandbox's own. */
export interface Mails {
  /** A mail address or a domain becomes verified, also one that nobody asked for. */
  verify(identity: string, place?: Place): void
  /** Leaves or enters sandbox mode, in which recipients must be verified too. */
  productionAccess(on: boolean, place?: Place): void
  /** In the order they were sent, of all accounts. */
  sent(): readonly SentMail[]
}

export interface Ses {
  /** The first API; its part of a snapshot has the state of both. */
  readonly query: Service
  readonly rest: Service
  mails(home: Place): Mails
}

const EVENT_SOURCE = 'ses.amazonaws.com'

export function createSes(world: World): Ses {
  const state = new SesState(world)
  const ses = {world, state}
  return {
    query: {
      definition: {
        id: 'ses',
        protocol: 'query',
        version: '2010-12-01',
        xmlns: 'http://ses.amazonaws.com/doc/2010-12-01/',
        eventSource: EVENT_SOURCE,
        messageKey: () => 'message',
        operations: byName(queryIdentities(ses), querySending(ses)),
      },
      snapshot: () => state.snapshot(),
      present: () => state.present(),
      restore: snapshot => state.restore(snapshot),
    },
    rest: {
      definition: {
        id: 'sesv2',
        scope: 'ses',
        protocol: 'rest-json',
        eventSource: EVENT_SOURCE,
        messageKey: () => 'message',
        operations: {...byName(restIdentities(ses), restSending(ses)), OlderListEmailIdentities: olderListing(ses)},
      },
      snapshot: () => undefined,
      restore() {},
    },
    mails: home => ({
      verify: (identity, place = home) => state.verify(place, identity),
      productionAccess: (on, place = home) => state.setProduction(place, on),
      sent: () => state.sent().map(({accountId: _account, region: _region, ...mail}) => mail),
    }),
  }
}

function byName(...operations: readonly (readonly OperationDefinition[])[]): Record<string, OperationDefinition> {
  return Object.fromEntries(operations.flat().map(operation => [operation.name, operation]))
}
