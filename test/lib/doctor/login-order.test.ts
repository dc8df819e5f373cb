import {describe, expect, it} from 'vitest'
import {known, unknown} from '../../../src/lib/doctor/facts.ts'
import {loginOrder} from '../../../src/lib/doctor/login-order.ts'
import {handlerNotRehearsed} from '../../../src/lib/doctor/rules/handler-not-rehearsed.ts'
import {pendingNotApplied} from '../../../src/lib/doctor/rules/pending-not-applied.ts'
import {pendingStateUnknown} from '../../../src/lib/doctor/rules/pending-state-unknown.ts'
import {trustOf} from '../../../src/lib/doctor/trust.ts'
import {aFunction, stuckFacts} from './support/facts.ts'

const ofAws = aFunction({
  description: 'Conducts an AWS SecretsManager secret rotation for RDS MySQL using single user rotation scheme',
  runtime: 'python3.10',
  handler: 'lambda_function.lambda_handler',
})
const words =
  "By its description it is AWS's own SecretsManagerRDSMySQLRotationSingleUser, which logs in with AWSPENDING first and changes nothing where that works, then with AWSCURRENT, then with AWSPREVIOUS."

describe('a database function of AWS’s own', () => {
  it('is said to log in with AWSPENDING first wherever its setSecret is in question', () => {
    const asked = stuckFacts({auth: '?'}, {function: known(ofAws)})
    expect(pendingStateUnknown.check(asked)[0]?.message).toContain(words)
    const rejected = stuckFacts({auth: 'no'}, {function: known(ofAws)})
    expect(pendingNotApplied.check(rejected)[0]?.message).toContain(words)
    expect(handlerNotRehearsed.check(asked)[0]?.message).toContain(words)
  })

  it('is trusted no more for what it says of itself', () => {
    expect(trustOf({function: known(ofAws), trustedCode: []})).toEqual(
      trustOf({function: known(aFunction()), trustedCode: []}),
    )
  })
})

it('nothing is said of another function, or of one that was not read', () => {
  expect(loginOrder({function: known(aFunction())})).toBe(undefined)
  expect(loginOrder({function: unknown('denied')})).toBe(undefined)
})
