import {assert, constantFrom, property, string} from 'fast-check'
import {describe, expect, it} from 'vitest'
import {matchesSecret} from '../../../src/lib/config/pattern.ts'

const arnOf = (name: string) => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-AbCdEf`
const matches = (pattern: string, name: string) => matchesSecret(pattern, {name, arn: arnOf(name)})

describe('a pattern of the configuration', () => {
  it.each([
    ['prod/api', 'prod/api', true],
    ['prod/api', 'prod/api2', false],
    ['prod/*', 'prod/orders/db', true],
    ['prod/*', 'prod/', true],
    ['prod/*', 'staging/prod/x', false],
    ['*/db', 'prod/orders/db', true],
    ['*/db', 'db', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*a*b*', 'xbxa', false],
    ['*a*b*', 'xaxb', true],
    ['*', '', true],
    ['p.od', 'prod', false],
  ])('%s means %s: %s', (pattern, name, means) => {
    expect(matches(pattern, name)).toBe(means)
  })

  it('is compared with the ARN when it begins with arn:', () => {
    expect(matches('arn:aws:secretsmanager:*:111122223333:secret:prod/*', 'prod/api')).toBe(true)
    expect(matches('arn:aws:secretsmanager:*:444455556666:secret:prod/*', 'prod/api')).toBe(false)
  })

  it('says what a regular expression would say', () => {
    const word = string({unit: constantFrom('a', 'b', '/'), maxLength: 8})
    const patterns = string({unit: constantFrom('a', 'b', '/', '*'), maxLength: 6})
    assert(
      property(patterns, word, (pattern, name) => {
        const regex = new RegExp(`^${pattern.replaceAll('*', '.*')}$`)
        expect(matches(pattern, name)).toBe(regex.test(name))
      }),
    )
  })
})
