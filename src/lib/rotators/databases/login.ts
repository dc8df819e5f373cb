import {placeOf, requiredPlaceOf, type Field} from '../fields.ts'
import {Refusal} from '../refusal.ts'
import type {Settings} from '../settings.ts'
import type {StoredValue} from '../stored-value.ts'
import {DATABASE, ENGINE, HOST, PASSWORD, PORT, SSL, USER} from './login-fields.ts'
import type {DatabaseKind, Login} from './server.ts'

type Place = Pick<Login, 'host' | 'port'>

/**
 * The login in a value. Refused: a field that is needed is missing or of another type, another engine. `elsewhere`: where
 * the server is as far as the value need not say it, as that of a master user which RDS manages.
 */
export function loginIn(value: StoredValue, kind: DatabaseKind, settings: Settings, elsewhere?: Partial<Place>): Login {
  if (value.fieldNames() === undefined) throw new Refusal(`the value of ${value.of} is not a JSON object`)
  const read = reader(value, settings)
  const engine = read.text(ENGINE)
  if (engine !== undefined && !kind.engines.includes(engine.toLowerCase()))
    throw new Refusal(`field ${ENGINE.name} of ${value.of} is not ${kind.engines.join(', ')}`)
  return {
    of: value.of,
    host: read.text(HOST) ?? elsewhere?.host ?? read.required(HOST),
    port: portIn(read.any(PORT), value.of) ?? elsewhere?.port ?? kind.usualPort,
    user: read.required(USER),
    password: value.secret(requiredPlaceOf(value, PASSWORD, settings)),
    database: read.text(DATABASE) ?? kind.usualDatabase,
    tls: tlsIn(read.any(SSL), value.of),
  }
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.host.toLowerCase() === other.host.toLowerCase() && one.port === other.port
}

function reader(value: StoredValue, settings: Settings) {
  return {
    /** Of any type; undefined: it is not there. */
    any(field: Field): unknown {
      const place = placeOf(value, field, settings)
      return place === undefined || place === 'whole' ? undefined : value.member(place.field)
    },
    text(field: Field): string | undefined {
      const place = placeOf(value, field, settings)
      return place === undefined ? undefined : value.text(place)
    },
    required: (field: Field) => value.text(requiredPlaceOf(value, field, settings)),
  }
}

/** A number, or a text of one: both are in use. */
function portIn(found: unknown, of: string): number | undefined {
  if (found === undefined) return undefined
  const port = typeof found === 'string' && /^\d+$/.test(found) ? Number(found) : found
  if (typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new Refusal(`field ${PORT.name} of ${of} is no port`)
}

/**
 * As AWS's own functions read it, but for what they take for absent: a word that is neither true nor false may be meant to
 * ask for TLS. https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
 */
function tlsIn(found: unknown, of: string): Login['tls'] {
  const word = typeof found === 'string' ? found.toLowerCase() : found
  if (word === undefined) return 'offered'
  if (word === true || word === 'true') return 'required'
  if (word === false || word === 'false') return 'off'
  throw new Refusal(`field ${SSL.name} of ${of} is neither true nor false`)
}
