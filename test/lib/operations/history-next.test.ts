import {describe, expect, it} from 'vitest'
import type {StepLine} from '../../../src/lib/history/timeline/lines.ts'
import {historyNext} from '../../../src/lib/operations/history-next.ts'
import type {SecretDescription} from '../../../src/lib/rotation/secret.ts'

const at = Date.parse('2026-11-22T03:00:00Z')
const settled: SecretDescription = {arn: 'a', name: 'prod/api', tags: {}, staging: new Map([['v1', ['AWSCURRENT']]])}
const pending = {...settled, staging: new Map([...settled.staging, ['v2', ['AWSPENDING']]])}
const problem = {kind: 'failed' as const, at}
const open: StepLine = {
  kind: 'step',
  source: 'log',
  at: at - 1000,
  requestId: 'r',
  certain: true,
  outcome: 'open',
  hiddenCharacters: 0,
}
const nothing = {problems: [], lines: [], readAt: at}
const words = ['prod/api', '--region', 'eu-central-1']

describe('the next command after a look at the history', () => {
  it.each([
    [
      'the doctor where a problem is not over',
      {...nothing, problems: [problem]},
      settled,
      ['doctor', ...words, '--function-profile', 'tools'],
    ],
    ['nothing where every problem is over', {...nothing, problems: [{...problem, overAt: at}]}, settled, undefined],
    [
      'the versions where another service repairs',
      {...nothing, problems: [problem]},
      {...settled, owningService: 'rds'},
      ['versions', ...words],
    ],
    [
      'the watch while a step may run',
      {...nothing, lines: [open]},
      pending,
      ['watch', ...words, '--function-profile', 'tools'],
    ],
    [
      'the status where AWSPENDING is left and nothing runs',
      {...nothing, lines: [{...open, at: at - 3_600_000}]},
      pending,
      ['status', ...words],
    ],
    ['nothing where nothing is pending', nothing, settled, undefined],
    ['nothing where the secret is gone', {...nothing, problems: [problem]}, undefined, undefined],
  ])('is %s', (_, found, description, next) => {
    expect(historyNext(found, description, words, ['--function-profile', 'tools'])).toEqual(
      next === undefined ? undefined : ['secrot', ...next],
    )
  })
})
