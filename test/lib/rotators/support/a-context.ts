import {Budget} from '../../../../src/lib/rotators/budget.ts'
import {CallFailed} from '../../../../src/lib/rotators/call-failed.ts'
import {Clients} from '../../../../src/lib/rotators/clients.ts'
import type {SecretFacts} from '../../../../src/lib/rotators/labels.ts'
import type {Log} from '../../../../src/lib/rotators/log.ts'
import {Redactor} from '../../../../src/lib/rotators/redactor.ts'
import {Refusal} from '../../../../src/lib/rotators/refusal.ts'
import type {RotatorContext} from '../../../../src/lib/rotators/rotator.ts'
import {Settings} from '../../../../src/lib/rotators/settings.ts'
import {StoredValue} from '../../../../src/lib/rotators/stored-value.ts'
import {stillClock} from './still-clock.ts'

export const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/api-AbCdEf'

const redactor = new Redactor()

export function aValue(text: string, of = 'AWSCURRENT', storedAt?: number): StoredValue {
  return new StoredValue(text, of, redactor, storedAt)
}

/** A secret in the middle of a rotation from version `old` to version `new`. */
export function aSecret(facts: Partial<SecretFacts> = {}): SecretFacts {
  return {
    arn: ARN,
    name: 'team/api',
    versions: {old: ['AWSCURRENT'], new: ['AWSPENDING']},
    rotationEnabled: true,
    tags: {},
    ...facts,
  }
}

/** Lines of a log, as `level: message`. */
export function aLog(): Log & {readonly lines: string[]} {
  const lines: string[] = []
  const writer = (level: string) => (message: string) => void lines.push(`${level}: ${message}`)
  return {lines, info: writer('info'), warn: writer('warn'), error: writer('error')}
}

/** The context of a step; `values` by version id or label, and settings of the function. */
export function aContext({
  secret = aSecret(),
  values = {},
  storedAt,
  env = {},
  log = aLog(),
  send,
}: {
  readonly secret?: SecretFacts
  readonly values?: Readonly<Record<string, string>>
  /** When all of them were stored; the context's clock begins at 0. */
  readonly storedAt?: number
  readonly env?: Readonly<Record<string, string>>
  readonly log?: Log
  /** Answers to what SDK clients send. */
  readonly send?: (command: {readonly input: object}) => object
} = {}): RotatorContext {
  const clock = new Budget(stillClock(), undefined)
  const read = async (key: string) => (values[key] === undefined ? undefined : aValue(values[key], key, storedAt))
  const required = async (key: string) => {
    const value = await read(key)
    if (value === undefined) throw new Refusal(`no ${key}`)
    return value
  }
  return {
    secret,
    versionId: 'new',
    clock,
    log,
    settings: new Settings(secret.tags, env),
    clients: answeringClients(send),
    hide: text => redactor.hide(text),
    pending: () => required('AWSPENDING'),
    current: () => required('AWSCURRENT'),
    previous: () => read('AWSPREVIOUS'),
    valueOf: id => read(id),
  }
}

/** Clients whose calls are answered by `send`, in the place of AWS. */
function answeringClients(send: ((command: {readonly input: object}) => object) | undefined): Clients {
  const client = {middlewareStack: {add() {}}, destroy() {}, send: async (command: {input: object}) => send?.(command)}
  class AnsweringClients extends Clients {
    override make(): never {
      return client as never
    }
  }
  return new AnsweringClients(new Budget(stillClock(), undefined), {})
}

/** A refused call, as the SDK tells it; absent `attempts`: the connection was cut. */
export function refused(code: string, attempts?: number): CallFailed {
  const metadata = attempts === undefined ? {} : {attempts, httpStatusCode: 400}
  return new CallFailed('UpdateSecretVersionStage', {name: code, $metadata: metadata})
}
