import {describe, expect, it} from 'vitest'
import {parseInvocations} from '../../../src/lib/history/parse-invocations.ts'
import {
  arn,
  jsonInvocation,
  lines,
  nodeLine,
  reportText,
  request,
  stream,
  textInvocation,
  versionId,
} from './log-fixtures.ts'

const alone = {secretArn: arn, versionId, servesOnlyThis: true}
const shared = {...alone, servesOnlyThis: false}

describe('invocations in the text form', () => {
  it('are read from START to REPORT with their numbers', () => {
    expect(parseInvocations(textInvocation(1, 5000, 1900.25), alone)).toEqual([
      {
        requestId: request(1),
        stream,
        startedAt: 5000,
        endedAt: 6901.25,
        durationMs: 1900.25,
        billedMs: 1901,
        memoryMb: 128,
        maxMemoryMb: 71,
        belongsToSecret: true,
        shown: [
          {at: 5000, text: `START RequestId: ${request(1)}`},
          {at: 6900.25, text: `END RequestId: ${request(1)}`},
          {at: 6901.25, text: `REPORT RequestId: ${request(1)} 1900.25 ms, 71 of 128 MB`},
        ],
        hiddenCharacters: 0,
      },
    ])
  })

  it('are running while no REPORT was seen', () => {
    const [running] = parseInvocations(textInvocation(1, 5000, 100).slice(0, 1), alone)
    expect(running).toMatchObject({startedAt: 5000})
    expect(running).not.toHaveProperty('endedAt')
  })

  it('are kept apart when two environments write at once', () => {
    const other = textInvocation(2, 5000, 40).map(record => ({...record, stream: 'other'}))
    const mixed = [...textInvocation(1, 5000, 90, 'plain line'), ...other].toSorted((a, b) => a.at - b.at)
    const found = parseInvocations(mixed, alone)
    expect(found.map(({requestId, hiddenCharacters}) => [requestId, hiddenCharacters])).toEqual([
      [request(1), 10],
      [request(2), 0],
    ])
  })

  it('get the lines without a request id that stand between their START and REPORT', () => {
    const records = [...textInvocation(1, 5000, 90, 'print one'), ...textInvocation(2, 6000, 90, 'and two more')]
    expect(parseInvocations(records, alone).map(found => found.hiddenCharacters)).toEqual([9, 12])
  })

  it('get the init lines before their START', () => {
    const records = [
      ...lines(4000, 'INIT_START Runtime Version: nodejs:24.v1', 'loading'),
      ...textInvocation(1, 5000, 90),
    ]
    const found = parseInvocations(records, alone)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({requestId: request(1), hiddenCharacters: 7})
  })

  it('come in the order of their first line, whatever order the pages had', () => {
    const records = [...textInvocation(2, 9000, 90), ...textInvocation(1, 5000, 90)]
    expect(parseInvocations(records, alone).map(found => found.requestId)).toEqual([request(1), request(2)])
  })
})

describe('invocations in the JSON form', () => {
  it('are read from platform.start to platform.report', () => {
    const [found] = parseInvocations(jsonInvocation(1, 5000, 412.5, 'success', {message: 'createSecret: put'}), alone)
    expect(found).toMatchObject({requestId: request(1), durationMs: 412.5, billedMs: 413, step: 'createSecret'})
    expect(found).not.toHaveProperty('failure')
  })

  it('at level WARN are known by their own lines, without START and REPORT', () => {
    const error = {level: 'ERROR', message: 'x', errorType: 'ValueError', errorMessage: 'x', stackTrace: ['a']}
    const [found] = parseInvocations(jsonInvocation(1, 5000, 90, 'error', error).slice(1, 2), alone)
    expect(found?.requestId).toBe(request(1))
    expect(found).not.toHaveProperty('startedAt')
  })
})

describe('the step of an invocation', () => {
  it.each([
    ['a line that begins with it', 'createSecret: Successfully put secret for ARN', 'createSecret'],
    ['the word step before it', 'Rotation step setSecret began', 'setSecret'],
    ['the printed event', '{"Step":"testSecret","SecretId":"x"}', 'testSecret'],
    ['the word step after it', 'done with the finishSecret step', 'finishSecret'],
  ])('is known from %s', (_, text, step) => {
    expect(parseInvocations(textInvocation(1, 0, 9, nodeLine(1, text)), alone)[0]?.step).toBe(step)
  })

  it.each([
    ['a sentence that mentions it', 'will try again what setSecret did'],
    ['a stack frame', '    at testSecret (/var/task/index.mjs:1:2)'],
    ['two different steps', 'Step: createSecret\nStep: setSecret'],
    ['a longer word', 'createSecretValue: yes'],
  ])('is not known from %s', (_, text) => {
    expect(parseInvocations(textInvocation(1, 0, 9, nodeLine(1, text)), alone)[0]).not.toHaveProperty('step')
  })
})

describe('an invocation of a function that several secrets share', () => {
  it.each([
    ['the version id', nodeLine(1, `token ${versionId}`)],
    ['the ARN', nodeLine(1, `createSecret for ${arn}.`)],
    ['the ARN in JSON with escaped slashes', `{"SecretId":"${arn.replaceAll('/', '\\/')}"}`],
  ])('belongs to the secret when it prints %s', (_, text) => {
    expect(parseInvocations(textInvocation(1, 0, 9, text), shared)[0]?.belongsToSecret).toBe(true)
  })

  it.each([
    ['nothing', 'working'],
    ['another version', `token ${versionId.replace('5', '6')}`],
    ['the ARN of a secret whose name begins alike', `for ${arn}7`],
  ])('decides nothing when it prints %s', (_, text) => {
    expect(parseInvocations(textInvocation(1, 0, 9, text), shared)[0]?.belongsToSecret).toBe(false)
  })

  it('belongs to the secret when it prints any of the versions that are known', () => {
    const subject = {secretArn: arn, versionIds: ['other', versionId], servesOnlyThis: false}
    expect(parseInvocations(textInvocation(1, 0, 9, `token ${versionId}`), subject)[0]?.belongsToSecret).toBe(true)
  })

  it('is tied by its own lines, not by those of its neighbour in the stream', () => {
    const records = [...textInvocation(1, 0, 9, `token ${versionId}`), ...textInvocation(2, 100, 9, 'working')]
    expect(parseInvocations(records, shared).map(found => found.belongsToSecret)).toEqual([true, false])
  })
})

describe('--show-logs', () => {
  it('keeps the own lines of the function as the mask lets them through, and only then', () => {
    const records = textInvocation(1, 0, 9, nodeLine(1, 'password hunter22'))
    const unhide = (text: string) => text.replace('hunter22', '[masked]')
    expect(parseInvocations(records, {...alone, unhide})[0]?.ownText).toEqual([{at: 1, text: 'password [masked]'}])
    expect(parseInvocations(records, alone)[0]).not.toHaveProperty('ownText')
  })
})

describe('a REPORT line', () => {
  it('does not take the billed for the used duration', () => {
    const text = reportText(request(1), 1.5).replace('Duration: 1.50 ms\t', '')
    expect(parseInvocations(lines(0, text), alone)[0]).not.toHaveProperty('durationMs')
  })
})
