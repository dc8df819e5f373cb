import {describe, expect, it} from 'vitest'
import {callerText} from '../../../src/lib/arn.ts'
import {headerLine} from '../../../src/lib/output/header.ts'
import {shortId} from '../../../src/lib/output/ids.ts'
import {themeFor} from '../../../src/lib/output/theme.ts'
import {ageOf, dateTime, dueText, isoTime, oneUnit, timeOnly} from '../../../src/lib/output/time.ts'

const at = Date.UTC(2026, 10, 22, 3, 12, 40)
const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000] as const

describe('times', () => {
  it.each([
    [0, '0s'],
    [9 * second, '9s'],
    [59.9 * second, '59s'],
    [41 * minute, '41m'],
    [3 * hour, '3h'],
    [23.9 * hour, '23h'],
    [30 * day, '30d'],
    [212.4 * day, '212d'],
  ])('%d ms are %s', (ms, text) => {
    expect(oneUnit(ms)).toBe(text)
  })

  it('are told from now', () => {
    expect(dueText(at + 47 * minute, at)).toBe('in 47m')
    expect(dueText(at - day, at)).toBe('1d late')
    expect(ageOf(at - 41 * minute, at)).toBe('41m')
    expect(ageOf(at + 5, at)).toBe('0s')
  })

  it('are UTC with Z', () => {
    expect(dateTime(at)).toBe('2026-11-22 03:12:40Z')
    expect(timeOnly(at)).toBe('03:12:40Z')
    expect(isoTime(at)).toBe('2026-11-22T03:12:40.000Z')
  })

  it('carry the offset with --local', () => {
    const zone = process.env['TZ']
    process.env['TZ'] = 'Asia/Kolkata'
    try {
      expect(dateTime(at, {local: true})).toBe('2026-11-22 08:42:40+05:30')
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })
})

describe('the header', () => {
  const options = {columns: 100, tty: true, theme: themeFor({isTTY: false, env: {}}), local: false, now: at}
  const facts = {
    accountId: '111122223333',
    region: 'eu-central-1',
    callerArn: 'arn:aws:sts::111122223333:assumed-role/oncall/ada',
  }

  it('has the time at the right edge of the terminal', () => {
    expect(headerLine(facts, options)).toBe(
      '111122223333 · eu-central-1 · assumed-role/oncall                              2026-11-22 03:12:40Z',
    )
    expect(headerLine(facts, {...options, columns: 80})).toHaveLength(79)
  })

  it('shows an endpoint that is not AWS, and the profile when the caller was not asked for', () => {
    const line = headerLine({region: 'eu-central-1', profile: 'prod', endpointUrl: 'http://127.0.0.1:1'}, options)
    expect(line).toContain('eu-central-1 · profile prod · http://127.0.0.1:1   ')
  })

  it('stays within a narrow terminal: the endpoint gets its own line, then the date goes', () => {
    const long = {...facts, endpointUrl: 'http://127.0.0.1:40565'}
    expect(headerLine(long, {...options, columns: 80}).split('\n')).toEqual([
      '111122223333 · eu-central-1 · assumed-role/oncall          2026-11-22 03:12:40Z',
      'http://127.0.0.1:40565',
    ])
    expect(headerLine(long, {...options, columns: 64}).split('\n')).toEqual([
      '111122223333 · eu-central-1 · assumed-role/oncall     03:12:40Z',
      'http://127.0.0.1:40565',
    ])
  })

  it('names a caller without the session', () => {
    expect(callerText('arn:aws:iam::111122223333:user/ops/ada')).toBe('user/ops/ada')
    expect(callerText('arn:aws:iam::111122223333:root')).toBe('root')
  })
})

describe('an id', () => {
  it('is cut to 8 characters in a terminal and whole in a pipe', () => {
    expect(shortId('5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43', {tty: true})).toBe('5f0d2a71')
    expect(shortId('5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43', {tty: false})).toHaveLength(36)
  })
})
