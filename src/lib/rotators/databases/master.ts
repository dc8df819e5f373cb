import {GetSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {placeOf, requiredPlaceOf} from '../fields.ts'
import {Redactor} from '../redactor.ts'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import type {Settings} from '../settings.ts'
import {StoredValue} from '../stored-value.ts'
import {isSamePlace, loginIn} from './login.ts'
import {MASTER} from './login-fields.ts'
import type {DatabaseKind, Login} from './server.ts'

/** The secret with the login that may change both users: the one that the value names, or MASTER_ARN. */
export function masterArn(value: StoredValue, settings: Settings): string {
  const place = placeOf(value, MASTER, settings)
  const set = settings.text('MASTER_ARN')
  if (place === undefined && set !== undefined && set !== '') return set
  return value.text(place ?? requiredPlaceOf(value, MASTER, settings))
}

/**
 * The login of the master secret. Refused where it is of another server: the master's password must not go where whoever
 * writes the secret wants it. A value without a host, as RDS's own, is of the server that MASTER_HOST names.
 */
export async function masterLogin(kind: DatabaseKind, context: RotatorContext, current: Login): Promise<Login> {
  const {clients, settings} = context
  const SecretId = masterArn(await context.current(), settings)
  const request = new GetSecretValueCommand({SecretId, VersionStage: 'AWSCURRENT'})
  const {SecretString: text = ''} = await clients.secretsManager().send(request)
  const value = new StoredValue(text, 'the master secret', new Redactor())
  if (value.fieldNames() === undefined) throw new Refusal('the value of the master secret is not a JSON object')
  const host = settings.text('MASTER_HOST')
  const elsewhere = {port: current.port, ...(host === undefined || host === '' ? {} : {host})}
  const master = loginIn(value, kind, settings, elsewhere)
  context.hide(master.password)
  if (!isSamePlace(master, current)) throw new Refusal('the master secret is of another server than AWSCURRENT')
  // The master is told the new password too.
  return {...master, database: current.database, tls: current.tls === 'required' ? 'required' : master.tls}
}
