import {describe, expect, it} from 'vitest'
import {type DeployedFunction, keyOf, powersOf, rehearsalWords, sameKey} from '../../../src/lib/rehearse/record.ts'
import {aKey, aRecord, probeItems} from '../../support/a-record.ts'

const deployed: DeployedFunction = {
  codeSha256: aKey().codeSha256,
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  layerArns: ['arn:aws:lambda:eu-central-1:111122223333:layer:db:3'],
  environmentNames: ['STAGE', 'HOST'],
}
const key = keyOf(deployed)!

const powers = (change: Parameters<typeof aRecord>[0]) => powersOf({kind: 'record', record: aRecord(change)})
const nothing = {resume: false, testSecretIsProbe: false, testSecretIsSafe: false}

describe('the key of a record', () => {
  it('is code, handler, runtime, layers and names of variables, whatever order those come in', () => {
    expect(key).toEqual({
      ...aKey(),
      layers: ['arn:aws:lambda:eu-central-1:111122223333:layer:db:3'],
      variables: ['HOST', 'STAGE'],
    })
    expect(sameKey(key, keyOf({...deployed, environmentNames: ['HOST', 'STAGE']})!)).toBe(true)
  })

  it.each<[string, Partial<DeployedFunction>]>([
    ['other code', {codeSha256: 'p5I+2lLmFJ0w3p3fQ4vWcZbC1l6Dk1q8Y0jV5bY2m3A='}],
    ['another handler name', {handler: 'other.handler'}],
    ['another major of the runtime', {runtime: 'nodejs22.x'}],
    ['another version of a layer', {layerArns: ['arn:aws:lambda:eu-central-1:111122223333:layer:db:4']}],
    ['one more layer', {layerArns: [...deployed.layerArns, 'arn:aws:lambda:eu-central-1:111122223333:layer:x:1']}],
    ['no layer', {layerArns: []}],
    ['one more environment variable', {environmentNames: ['STAGE', 'HOST', 'DEBUG']}],
    ['one environment variable less', {environmentNames: ['STAGE']}],
  ])('is another one with %s', (_, change) => {
    expect(sameKey(key, keyOf({...deployed, ...change})!)).toBe(false)
  })

  it('tells minor versions of Python apart', () => {
    expect(keyOf({...deployed, runtime: 'python3.12'})?.runtimeMajor).toBe('python3.12')
  })

  it('does not exist for a container image', () => {
    const {handler: _, runtime: __, ...image} = deployed
    expect(keyOf(image)).toBeUndefined()
  })
})

describe('what a record allows', () => {
  it.each(['conformant', 'usable'] as const)('is to resume, to ask testSecret and to send it, when %s', verdict => {
    expect(powers({verdict, items: probeItems})).toEqual({
      resume: true,
      testSecretIsProbe: true,
      testSecretIsSafe: true,
    })
  })

  it.each(['unsafe', 'incomplete'] as const)('is nothing at all, when %s', verdict => {
    expect(powers({verdict, items: probeItems})).toEqual(nothing)
  })

  it.each(['test-exercises-pending', 'test-fails-on-rejected-value'] as const)(
    'is no probe where %s was skipped',
    item => {
      expect(powers({items: {...probeItems, [item]: 'skipped'}})).toMatchObject({
        resume: true,
        testSecretIsProbe: false,
      })
    },
  )

  it('is no safe testSecret where nobody saw that it changes nothing', () => {
    const {'test-changes-nothing': _, ...items} = probeItems
    expect(powers({items})).toMatchObject({resume: true, testSecretIsSafe: false})
  })

  it('is nothing without a record, or with one that could not be read', () => {
    expect(powersOf({kind: 'never'})).toEqual(nothing)
    expect(powersOf({kind: 'unread', reason: 'it belongs to another user'})).toEqual(nothing)
  })
})

it('is said in two words', () => {
  expect(rehearsalWords({kind: 'never'})).toBe('never rehearsed')
  expect(rehearsalWords({kind: 'record', record: aRecord()})).toBe('rehearsed: usable')
  expect(rehearsalWords({kind: 'unread', reason: 'x'})).toBe('whether it was rehearsed is not known')
})
