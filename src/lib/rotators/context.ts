import type {Budget} from './budget.ts'
import type {Clients} from './clients.ts'
import {holderOf, type SecretFacts} from './labels.ts'
import type {Log} from './log.ts'
import {PATIENCE_MS} from './patience.ts'
import type {Redactor} from './redactor.ts'
import {Refusal} from './refusal.ts'
import type {RotatorContext} from './rotator.ts'
import type {SecretStore} from './secret-store.ts'
import {Settings} from './settings.ts'

export interface ContextParts {
  readonly secret: SecretFacts
  readonly versionId: string
  readonly store: SecretStore
  readonly budget: Budget
  readonly clients: Clients
  readonly log: Log
  readonly redactor: Redactor
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What a rotator is given in one step. */
export function contextOf(parts: ContextParts): RotatorContext {
  const {secret, versionId, store, budget, clients, log, redactor, env} = parts
  return {
    secret,
    versionId,
    clock: budget,
    log,
    clients,
    settings: new Settings(secret.tags, env),
    hide: text => redactor.hide(text),
    pending: once(async () => {
      const value = await store.read({versionId, label: 'AWSPENDING'}, PATIENCE_MS)
      if (value === undefined) throw new Refusal('its version has no value')
      return value
    }),
    current: once(async () => {
      const value = await store.read({label: 'AWSCURRENT'})
      if (value === undefined) throw new Refusal('no version is AWSCURRENT: store a first value')
      return value
    }),
    previous: once(async () => {
      const holder = holderOf(secret, 'AWSPREVIOUS')
      return holder === undefined ? undefined : store.read({versionId: holder, label: 'AWSPREVIOUS'})
    }),
    valueOf: (id, {wait = false} = {}) => store.read({versionId: id}, wait ? PATIENCE_MS : []),
  }
}

function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined
  return () => (result ??= read())
}
