import {requiredPlaceOf} from '../fields.ts'
import {asJsonObject} from '../json-object.ts'
import {PASSWORD} from '../random-password/field.ts'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import type {StoredValue} from '../stored-value.ts'
import {builtRequest} from './built-request.ts'
import {REQUESTS} from './fields.ts'
import {planOf, type RequestPlan} from './request-plan.ts'

/** A value as this rotator reads it. */
export interface Described {
  readonly value: StoredValue
  readonly password: string
  /** Whether the endpoint takes a value. */
  readonly test: RequestPlan
  /** Gives it the new one. Absent: it learns of that by itself. */
  readonly set?: RequestPlan
  /** The same value with another password. */
  with(password: string): StoredValue
}

/** Refused: no password, no requests, and requests that cannot be made of the fields of this value. */
export function describedIn(value: StoredValue, {settings}: Pick<RotatorContext, 'settings'>): Described {
  const password = requiredPlaceOf(value, PASSWORD, settings)
  const place = requiredPlaceOf(value, REQUESTS, settings)
  if (password === 'whole' || place === 'whole') throw new Refusal(`the value of ${value.of} is not a JSON object`)
  const {test, set, ...rest} = asJsonObject(value.member(place.field)) ?? {}
  if (test === undefined || Object.keys(rest).length > 0)
    throw new Refusal(`field ${place.field} of ${value.of} is not a JSON object with test, and set where it is needed`)
  const plan = (described: unknown, name: string): RequestPlan => {
    const found = planOf(described, `${place.field}.${name} of ${value.of}`)
    refuseWithout(`{{pending.${password.field}}}`, found)
    builtRequest(found, name === 'set' ? {pending: value, current: value} : {pending: value})
    return found
  }
  return {
    value,
    password: value.secret(password),
    test: plan(test, 'test'),
    ...(set === undefined ? {} : {set: plan(set, 'set')}),
    with: text => value.with([password, text]),
  }
}

/** A request that does not show the new password tells nothing of it. */
function refuseWithout(placeholder: string, {where, headers, basic, body}: RequestPlan): void {
  const texts = JSON.stringify([headers, basic, body])
  if (!texts.includes(JSON.stringify(placeholder).slice(1, -1)))
    throw new Refusal(`${where} cannot be used: it has no ${placeholder}`)
}

/** Whether values differ in nothing but the password: neither in who logs in nor in where it is shown. */
export function isSameLogin(one: Described, other: Described): boolean {
  return one.with('').equals(other.with(''))
}
