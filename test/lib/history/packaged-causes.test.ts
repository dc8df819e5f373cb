import {describe, expect, it} from 'vitest'
import {admitted} from '../../../src/lib/rotators/admission.ts'
import {Budget} from '../../../src/lib/rotators/budget.ts'
import {requiredPlaceOf} from '../../../src/lib/rotators/fields.ts'
import {describedIn} from '../../../src/lib/rotators/https/described.ts'
import {planOf} from '../../../src/lib/rotators/https/request-plan.ts'
import {https} from '../../../src/lib/rotators/https/rotator.ts'
import {passwordRules} from '../../../src/lib/rotators/random-password/password-rules.ts'
import {askHook} from '../../../src/lib/rotators/random-password/test-hook.ts'
import {Settings} from '../../../src/lib/rotators/settings.ts'
import {recognisedCause} from '../../../src/lib/history/recognised-causes.ts'
import {anEndpoint, aRotationAt, valueAt} from '../rotators/https/support/an-endpoint.ts'
import {aContext, ARN, aSecret, aValue} from '../rotators/support/a-context.ts'
import {stillClock} from '../rotators/support/still-clock.ts'

const admit = (facts: object) => admitted(async () => aSecret(facts), 'new', stillClock())
const settings = new Settings({}, {})
const password = {name: 'password', also: ['token'], setting: 'PASSWORD_FIELD'}
const placeIn = (text: string) => requiredPlaceOf(aValue(text), password, settings)
const rules = (env: Readonly<Record<string, string>>) => passwordRules(new Settings({}, env))

/** setSecret or testSecret at an endpoint. */
const at = (step: 'set' | 'test', how: Parameters<typeof anEndpoint>[0]) => async () => {
  await using endpoint = await anEndpoint(how)
  await https[step]!(aRotationAt(endpoint.host))
}

/** What the packaged rotators refuse, as they refuse it, and what an operator is told of it. */
const refusals: readonly (readonly [said: string, refuse: () => unknown])[] = [
  ['rotation of the secret was off when it ran', () => admit({rotationEnabled: false})],
  ['the version did not hold AWSPENDING any more', () => admit({versions: {new: ['AWSPREVIOUS']}})],
  ['the version is not there', () => admit({versions: {}})],
  ['it ended itself shortly before its time limit', () => new Budget(stillClock(), limit).sleep(2000)],
  ['the value is not what the function takes', () => placeIn('["a"]')],
  ['the value is not what the function takes', () => placeIn('')],
  ['a field that the function needs is missing in the value', () => placeIn('{}')],
  ['a field that the function needs is no text', () => aValue('{"password":7}').text({field: 'password'})],
  ['two fields of the value may be meant', () => placeIn('{"password":"a","token":"b"}')],
  ['a setting of the function cannot be used', () => rules({PASSWORD_LENGTH: 'x'})],
  ['a setting of the function cannot be used', () => rules({INCLUDE_SPACE: 'x'})],
  ['a setting of the function cannot be used', () => rules({PASSWORD_LENGTH: '2'})],
  ['a request that the value describes cannot be used', () => planOf({}, 'requests.test of AWSCURRENT')],
  ['a request that the value describes cannot be used', () => describedIn(aValue(described), aContext())],
  ['the new value is of another login', () => https.set!(rotation({AWSPENDING: {username: 'another'}}))],
  ['the target rejects the login', at('test', {})],
  ['no stored value logs in at the target', at('set', {password: 'set by hand'})],
  ['the target refuses to change the value', at('set', {answers: {'/password': [400]}})],
  ['the target gives no answer', () => https.test!(rotation({}))],
  ['the test hook refuses the new value', () => hook({TEST_FUNCTION: 'check'})],
]

const limit = {getRemainingTimeInMillis: () => 3000}
const described = '{"password":"old","requests":{}}'
/** At an address where nobody listens. */
const rotation = (values: Readonly<Record<string, object>>) =>
  aRotationAt(
    '127.0.0.1:1',
    Object.fromEntries(Object.entries(values).map(([label, more]) => [label, valueAt('127.0.0.1:1', 'new', more)])),
  )
const hook = (env: Readonly<Record<string, string>>) =>
  askHook(aContext({env, send: () => ({FunctionError: 'Unhandled'})}))

describe('what a packaged rotator refuses', () => {
  it.each(refusals)('is told as: %s', async (said, refuse) => {
    const refused = async () => void (await refuse())
    const {message} = await refused().then(
      () => new Error('nothing was refused'),
      (error: Error) => error,
    )
    expect(recognisedCause(`setSecret of ${ARN}, version 5f1c0e0a-0000: ${message}`)).toBe(said)
  })
})
