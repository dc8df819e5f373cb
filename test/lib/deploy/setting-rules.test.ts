import {describe, expect, it} from 'vitest'
import {strengthOf} from '../../../src/lib/deploy/password-strength.ts'
import {parameterRule, settingRule, takes} from '../../../src/lib/deploy/setting-rules.ts'
import {packagedRotator} from '../../../src/lib/rotators/catalogue.ts'
import {bitsOf, passwordRules} from '../../../src/lib/rotators/random-password/password-rules.ts'
import {Settings} from '../../../src/lib/rotators/settings.ts'

function factsOf(rotator: string, name: string) {
  const facts = packagedRotator(rotator)?.settings.find(one => one.name === name)
  if (facts === undefined) throw new Error(`no setting ${name}`)
  return facts
}

describe('what a setting takes', () => {
  it.each([
    ['random-password', 'PASSWORD_LENGTH', ['1', '32', '4096'], ['0', '4097', '99999', 'abc', '', '-5']],
    ['random-password', 'MIN_BITS', ['1', '4096'], ['0', '4097']],
    ['iam-access-key', 'OVERLAP_HOURS', ['1', '8760'], ['0', '8761', '9999', '-5']],
    ['appsync-api-key', 'OVERLAP_HOURS', ['1', '720'], ['0', '721', '8760']],
    ['random-password', 'INCLUDE_SPACE', ['true', 'false'], ['maybe', '', 'TRUE']],
    ['random-password', 'EXCLUDE_CHARACTERS', ['', '"\'\\'], ['x'.repeat(4097)]],
    ['random-password', 'PASSWORD_FIELD', ['pin'], ['']],
    ['random-password', 'TEST_URL', ['https://example.com/a?b=c&d'], ['http://example.com', 'example.com', '']],
    ['random-password', 'TEST_FUNCTION', ['arn:aws:lambda:eu-central-1:111122223333:function:f'], ['hello', '']],
    ['iam-access-key', 'TOPIC_ARN', ['arn:aws:sns:eu-central-1:111122223333:t'], ['foo', '']],
    ['iam-access-key', 'MAIL_FROM', ['a@example.com'], ['notmail', '']],
  ])('of %s: %s', (rotator, name, good, bad) => {
    const rule = settingRule(factsOf(rotator, name))
    expect(good.filter(value => !takes(rule, value))).toEqual([])
    expect(bad.filter(value => takes(rule, value))).toEqual([])
  })

  it.each([
    ['appsync-api-key', 'OVERLAP_HOURS', 720],
    ['iam-access-key', 'OVERLAP_HOURS', 8760],
    ['random-password', 'PASSWORD_LENGTH', 4096],
  ])('a template has the same bounds: %s %s', (rotator, name, most) => {
    const rule = parameterRule(factsOf(rotator, name), false)
    const numbers = Array.from({length: 10_100}, (_, number) => number)
    expect(numbers.filter(number => takes(rule, String(number)))).toEqual(numbers.slice(1, most + 1))
    expect(takes(rule, '')).toBe(true)
    expect(takes(parameterRule(factsOf(rotator, name), true), '')).toBe(false)
  })

  it('a password is as strong as the rotator finds it', () => {
    const all: readonly Readonly<Record<string, string>>[] = [
      {},
      {PASSWORD_LENGTH: '40', EXCLUDE_PUNCTUATION: 'true'},
      {EXCLUDE_LOWERCASE: 'true', EXCLUDE_UPPERCASE: 'true', INCLUDE_SPACE: 'true', MIN_BITS: '1'},
      {EXCLUDE_CHARACTERS: 'abc"\'\\', EXCLUDE_NUMBERS: 'true', MIN_BITS: '100'},
    ]
    for (const settings of all)
      expect(strengthOf(settings).bits).toBe(Math.floor(bitsOf(passwordRules(new Settings({}, settings)))))
    expect(strengthOf({PASSWORD_LENGTH: '2'})).toEqual({bits: 13, least: 128})
  })
})
