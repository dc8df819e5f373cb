import {describe, expect, it} from 'vitest'
import type {TimelineLine} from '../../../../src/lib/history/timeline/lines.ts'
import type {HistoryResult} from '../../../../src/lib/operations/history-result.ts'
import {themeFor} from '../../../../src/lib/output/theme.ts'
import type {ViewOptions} from '../../../../src/lib/output/view.ts'
import {historyLineView} from '../../../../src/lib/output/views/history-line.ts'
import {historyView} from '../../../../src/lib/output/views/history.ts'

const at = Date.parse('2026-11-22T02:44:20Z')
const theme = themeFor({isTTY: false, env: {}, noColor: true})
const terminal: ViewOptions = {columns: 100, tty: true, theme, local: false, now: at + 60_000}
const pipe: ViewOptions = {...terminal, columns: Infinity, tty: false}
const versionId = '5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43'
const hostile = 'x\u001B[2J\u202E\nname'

const call: TimelineLine = {
  kind: 'event',
  source: 'trail',
  at,
  eventId: 'e',
  name: 'UpdateSecretVersionStage',
  move: {label: hostile, to: versionId},
  errorCode: hostile,
  who: {kind: 'caller', arn: hostile, sourceIp: hostile, userAgent: hostile},
}

const result: HistoryResult = {
  scope: {region: 'eu-central-1'},
  name: 'prod/api',
  problems: [],
  lines: [],
  leftOut: 0,
  since: at,
  readAt: at,
  covered: {},
  notRead: [],
}

describe('a line of the history', () => {
  it.each([
    ['a call', call],
    ['tags', {...call, tagKeys: [hostile]}],
    ['a write', {...call, labels: [hostile]}],
    ['a log line', {kind: 'log', source: 'log', at, requestId: 'r', own: true, text: hostile}],
    ['a version', {kind: 'version', source: 'labels', at, versionId: hostile, labels: [hostile]}],
  ] as const)('shows no control character of %s', (_, line) => {
    for (const options of [terminal, pipe]) {
      const shown = historyLineView(line, {...options, columns: Infinity})
      expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
      expect(shown).toContain('name')
    }
  })

  it('cuts ids and agents in a terminal only', () => {
    const who = {
      kind: 'caller',
      arn: 'arn:aws:sts::111122223333:assumed-role/oncall/ada@example.com',
      sourceIp: '203.0.113.7',
      userAgent: '[aws-cli/2.15.0 md/awscrt#0.19 exec-env/CloudShell]',
    } as const
    const line: TimelineLine = {kind: 'event', source: 'trail', at, eventId: 'e', name: 'RotateSecret', versionId, who}
    expect(historyLineView(line, {...terminal, columns: 120})).toBe(
      '02:44:20  trail   RotateSecret 5f0d2a71 by assumed-role/oncall/ada@example.com from 203.0.113.7, aws-cli/2.15.0',
    )
    const whole = historyLineView(line, pipe)
    expect(whole).toContain(versionId)
    expect(whole).toContain(who.arn)
    expect(whole).toContain(who.userAgent)
  })

  it('says of an invocation without an end that none was seen', () => {
    const line: TimelineLine = {
      kind: 'step',
      source: 'log',
      at,
      requestId: 'r',
      step: 'testSecret',
      certain: true,
      outcome: 'open',
      hiddenCharacters: 1,
    }
    expect(historyLineView(line, terminal)).toBe(
      '02:44:20  log     testSecret    no end seen  1 more character hidden (--show-logs)',
    )
  })
})

describe('the history', () => {
  it('claims nothing where the trail was not read', () => {
    expect(historyView(result, terminal)).toContain('? prod/api: no problem in what could be read')
  })

  it.each([
    ['older events were not read', {covered: {events: {since: at, names: [], cutOff: ['RotationFailed' as const]}}}],
    ['something else was not read', {notRead: [{fact: 'log' as const, subject: 'f', reason: 'x'}]}],
  ])('claims nothing where %s', (_, members) => {
    const events = {since: at, names: [], cutOff: []}
    expect(historyView({...result, covered: {events}, ...members}, terminal)).toMatch(/^\? /)
  })

  it('shows three problems and counts the rest', () => {
    const problems = [1, 2, 3, 4, 5].map(n => ({kind: 'abandoned' as const, at: at - n, versionId}))
    const shown = historyView({...result, problems}, terminal)
    expect(shown.split('✖ abandoned')).toHaveLength(4)
    expect(shown).toContain('and 2 older problems (--json)')
  })

  it('puts the date above the lines of a day, in a terminal only', () => {
    const lines = [at, at + 1000, at + 86_400_000].map(time => ({...call, at: time}))
    const days = (options: ViewOptions): readonly string[] =>
      historyView({...result, lines}, options).match(/^2026-11-2\d$/gm) ?? []
    expect([days(terminal), days(pipe)]).toEqual([['2026-11-22', '2026-11-23'], []])
  })

  it('says that a log without START and REPORT does not show steps that went well', () => {
    const log = {since: at, group: '/aws/lambda/f', platformLines: false}
    expect(historyView({...result, covered: {log}}, pipe)).toContain('steps that went well are not seen')
  })
})
