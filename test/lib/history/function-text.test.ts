import {describe, expect, it} from 'vitest'
import {
  array,
  assert as check,
  base64String,
  constantFrom,
  nat,
  oneof,
  property,
  string as text,
  stringMatching,
  tuple,
  uuid,
} from 'fast-check'
import {shownText} from '../../../src/lib/history/function-text.ts'
import {logLine} from '../../../src/lib/history/log-lines.ts'
import {hiddenNote} from '../../../src/lib/output/hidden-note.ts'
import {maskOf} from '../../../src/lib/history/mask.ts'
import {parseInvocations} from '../../../src/lib/history/parse-invocations.ts'
import {arn, jsonInvocation, nodeLine, request, textInvocation, versionId} from './log-fixtures.ts'

const show = (message: string) => shownText(logLine({stream: 's', at: 0, message}), [versionId, request(1)])

describe('of what a function writes', () => {
  it('only the names that secrot recognises are shown, and the rest is counted', () => {
    expect(show(nodeLine(1, `createSecret: put ${versionId} for ${arn}.`))).toEqual({
      text: `createSecret · ${versionId} · ${arn}`,
      hiddenCharacters: ': put '.length + ' for '.length + '.'.length,
    })
  })

  it('a line without any is only counted, in characters, not in bytes', () => {
    expect(show(nodeLine(1, 'größe 😀'))).toEqual({text: undefined, hiddenCharacters: 7})
  })

  it('an id that secrot does not know is kept back: it may be the secret', () => {
    expect(show('new key 7ce201aa-0000-4000-8000-000000000001').text).toBeUndefined()
    expect(show('AKIAIOSFODNN7EXAMPLE').text).toBeUndefined()
    expect(show('da2-abcdefghijklmnopqrstuvwxyz').text).toBeUndefined()
  })

  it('an ARN that runs on into other text is kept back', () => {
    expect(show(`${arn}:hunter22`).text).toBeUndefined()
    expect(show(`${arn}?password=hunter22`).text).toBeUndefined()
    expect(show(`"${arn}", done`).text).toBe(arn)
  })

  it('the note says how much there is more and how to see it', () => {
    expect([hiddenNote(0), hiddenNote(1), hiddenNote(61)]).toEqual([
      undefined,
      '1 more character hidden (--show-logs)',
      '61 more characters hidden (--show-logs)',
    ])
  })
})

/** Secrets of the kinds that rotate: passwords, keys, tokens, UUIDs, JSON; each with a canary in it. */
const canary = tuple(
  constantFrom('hunter', 'CANARY', 'da2-', 'AKIA', 'ghp_', '"', "'", '\\', '<', ''),
  oneof(
    uuid(),
    stringMatching(/^[A-Za-z0-9!#$%&*+./:=?@^_~-]{8,40}$/),
    base64String({minLength: 12, maxLength: 40}),
    stringMatching(/^[0-9a-f]{16,40}$/),
    text({minLength: 8, maxLength: 30, unit: 'grapheme'}),
  ),
)
  .map(([head, tail]) => head + tail)
  .filter(value => value.trim().length >= 8 && !/[\r\n]/.test(value))

/** Every way in which a function has been seen to write, around a value. */
const writings: readonly ((value: string) => string)[] = [
  value => value,
  value => `password=${value}`,
  value => nodeLine(1, `new value ${value}`),
  value => nodeLine(1, `createSecret: ${value}`),
  value => nodeLine(1, value, 'ERROR'),
  value => `[ERROR]\t2026-11-22T02:31:12.000Z\t${request(1)}\t${value}`,
  value =>
    `[ERROR] ValueError: ${value}\rTraceback (most recent call last):\r  File "/var/task/a.py", line 3, in ${value}\r    login("${value}")`,
  value => `[ERROR] ${value}\rTraceback (most recent call last):`,
  value => `[ERROR] KeyError: '${value}'`,
  value => `[ERROR] ClientError: An error occurred (${value}) when calling the ${value} operation: ${value}`,
  value => nodeLine(1, `Invoke Error \t${JSON.stringify(thrown(value))}`, 'ERROR'),
  value =>
    nodeLine(1, `Invoke Error \t${JSON.stringify({...thrown(value), errorType: value, code: value, statusCode: 400})}`),
  value => nodeLine(1, `Uncaught Exception \t${JSON.stringify({errorType: value})}`),
  value => nodeLine(1, `Invoke Error \t${value}`),
  value => `RequestId: ${request(1)} Error: Runtime exited with error: ${value}`,
  value => `INIT_REPORT Init Duration: 1 ms\tPhase: init\tStatus: error\tError Type: ${value}`,
  value => `INIT_START ${value}`,
  value => `2026-11-22T02:31:12.000Z ${request(1)} Task timed out after ${value} seconds`,
  value => `REPORT RequestId: ${request(1)}\tDuration: ${value} ms\tStatus: ${value}\tError Type: ${value}`,
  value => `${arn}:${value}`,
  value => `status ${value}`,
  value => JSON.stringify({Step: value, SecretId: value}),
  value => JSON.stringify({type: 'platform.report', record: {requestId: request(1), status: value, errorType: value}}),
  value => JSON.stringify({type: 'platform.initReport', record: {status: 'error', errorType: value}}),
  value => JSON.stringify({timestamp: 't', level: 'INFO', requestId: request(1), message: value}),
  value => JSON.stringify({timestamp: 't', level: 'ERROR', requestId: request(1), message: thrown(value)}),
  value => JSON.stringify({timestamp: 't', level: 'ERROR', ...thrown(value), location: value, logger: value}),
]

function thrown(value: string) {
  const stack = [
    `Error: ${value}`,
    `    at ${value} (/var/task/a.mjs:1:2)`,
    `    at f (/var/task/${value}.mjs:1:2)`,
    value,
  ]
  return {errorType: 'AssertionError', errorMessage: `401 with ${value}`, stack, cause: value}
}

/** Everything of an invocation that a command may print. */
function printed(messages: readonly string[]): string {
  const records = [
    ...textInvocation(1, 0, 90, ...messages),
    ...jsonInvocation(2, 500, 90, 'error', {message: messages[0]}),
  ]
  const invocations = parseInvocations(records, {secretArn: arn, versionId, servesOnlyThis: true})
  return JSON.stringify(invocations.map(({shown, failure, step}) => [shown.map(line => line.text), failure, step]))
}

/** What is always there, so a canary that is part of it proves nothing. */
const always = printed(['x']) + writings.map(write => printed([write('\u0000')])).join('')

describe('no byte of a value that a function writes is printed', () => {
  it('in any of the ways functions write', () => {
    const rule = property(canary, array(nat(writings.length - 1), {minLength: 1, maxLength: 6}), (value, ways) => {
      const shown = printed(ways.map(way => writings[way]!(value)))
      for (const part of parts(value)) expect(shown).not.toContain(part)
    })
    check(rule, {numRuns: 2000})
  })
})

/** Every run of six characters of the value that does not also stand in what is always printed. */
function parts(value: string): readonly string[] {
  const escaped = JSON.stringify(value).slice(1, -1)
  const all = Array.from({length: Math.max(0, escaped.length - 5)}, (_, at) => escaped.slice(at, at + 6))
  return all.filter(part => !always.includes(part))
}

describe('masking for --show-logs', () => {
  const forms: readonly [string, (value: string) => string][] = [
    ['as it is', value => value],
    ['in base64', value => Buffer.from(value).toString('base64')],
    ['in base64url', value => Buffer.from(value).toString('base64url')],
    ['in hex', value => Buffer.from(value).toString('hex')],
    ['in upper-case hex', value => Buffer.from(value).toString('hex').toUpperCase()],
    ['escaped for a URL', value => encodeURIComponent(value.toWellFormed())],
    ['escaped in a form', value => new URLSearchParams({p: value}).toString().slice(2)],
    ['escaped in JSON', value => JSON.stringify(value).slice(1, -1)],
    ['escaped in JSON twice', value => JSON.stringify(JSON.stringify(value)).slice(3, -3)],
    [
      'escaped in JSON as Python does',
      value =>
        JSON.stringify(value)
          .slice(1, -1)
          .replaceAll(/[^\0-\x7f]/g, escapeUnit),
    ],
  ]

  it.each(forms)('takes a value out %s', (_, form) => {
    const rule = property(canary, value => {
      expect(maskOf([value])(`before ${form(value)} after`)).toBe('before [masked] after')
    })
    check(rule, {numRuns: 500})
  })

  it('takes out what is inside a longer base64 text, whatever stands before it', () => {
    for (const user of ['a', 'ab', 'abc', 'abcd']) {
      const value = 'hunter22-and-more'
      const header = Buffer.from(`${user}:${value}`).toString('base64')
      const masked = maskOf([value])(`Basic ${header}`)
      expect(masked).toContain('[masked]')
      expect(Buffer.from(masked.replace('Basic ', '').replace('[masked]', ''), 'base64').toString()).not.toContain(
        'unter2',
      )
    }
  })

  it('takes out the members of a JSON value by themselves', () => {
    const mask = maskOf([JSON.stringify({username: 'orders', password: 'hunter22', port: 54321})])
    expect(mask('login orders with hunter22 on 54321')).toBe('login [masked] with [masked] on [masked]')
  })

  it('takes out binary values in base64 and hex', () => {
    const value = new Uint8Array([1, 200, 3, 255, 5, 6, 7, 8])
    const hex = Buffer.from(value).toString('hex')
    expect(maskOf([value])(`${hex} ${Buffer.from(value).toString('base64')}`)).toBe('[masked] [masked]')
  })

  it('leaves everything else as it is', () => {
    expect(maskOf(['hunter22', 'abc', ''])('abc $& hunter2')).toBe('abc $& hunter2')
    expect(maskOf([])('text')).toBe('text')
  })
})

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
