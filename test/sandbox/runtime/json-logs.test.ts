import {describe, expect, it} from 'vitest'

import type {LoggingSettings} from '../../../src/lib/sandbox/runtime/function.ts'
import {withoutPython} from '../../support/python.ts'
import {aBench, aFunction} from './support/bench.ts'

type Line = Record<string, unknown> & {type?: string; record?: Record<string, unknown>; level?: string}

const inJson = (overrides: Partial<LoggingSettings> = {}): LoggingSettings => ({
  format: 'JSON',
  group: '/aws/lambda/rotator',
  applicationLevel: 'INFO',
  systemLevel: 'INFO',
  ...overrides,
})
const parsed = (lines: readonly string[]) => lines.map(line => JSON.parse(line) as Line)
const kinds = (lines: readonly Line[]) => lines.map(({type, level}) => type ?? level)

const TALKATIVE = {
  'index.mjs': `export const handler = async event => {
    console.debug('quiet'); console.log('said', 1); console.warn({code: 7}); console.log('{"level":"error","own":true}')
    process.stdout.write('{"level":"debug","raw":1}\\n{"level":"warn","raw":2}\\n')
    if (event.fail) throw new RangeError('far')
  }`,
}

describe('JSON logs', () => {
  it('have the events of the platform and the lines of the function, each an object', async () => {
    await using bench = aBench()

    await bench.run(aFunction(TALKATIVE, {logging: inJson()}))

    const lines = parsed(bench.lines)
    expect(kinds(lines)).toEqual([
      'platform.initStart',
      'platform.start',
      'INFO',
      'WARN',
      'INFO',
      'warn',
      'platform.report',
    ])
    const requestId = lines[1]?.record?.['requestId']
    expect(lines[1]).toMatchObject({time: expect.stringMatching(/Z$/) as unknown, record: {version: '$LATEST'}})
    expect(lines[2]).toMatchObject({timestamp: expect.stringMatching(/Z$/) as unknown, requestId, message: 'said 1'})
    expect(lines[3]).toMatchObject({message: {code: 7}})
    expect(lines[6]?.record).toMatchObject({
      requestId,
      status: 'success',
      metrics: {memorySizeMB: 128, initDurationMs: expect.any(Number) as unknown},
    })
  })

  it('at WARN have no START and no report of a success, but that of a failure', async () => {
    await using bench = aBench()
    const fn = aFunction(TALKATIVE, {logging: inJson({applicationLevel: 'WARN', systemLevel: 'WARN'})})

    await bench.run(fn)
    const good = kinds(parsed(bench.lines))
    bench.lines.length = 0
    await bench.run(fn, {fail: true})
    const bad = parsed(bench.lines)

    expect(good).toEqual(['WARN', 'warn'])
    expect(kinds(bad)).toEqual(['WARN', 'warn', 'ERROR', 'platform.report'])
    expect(bad[2]).toMatchObject({message: {errorType: 'RangeError', errorMessage: 'far'}})
    expect(bad[3]?.record).toMatchObject({status: 'error', errorType: 'RangeError'})
  })

  it('say that the time limit was reached in the report and in a line of text', async () => {
    await using bench = aBench()
    const files = {'index.mjs': 'export const handler = () => new Promise(resolve => setTimeout(resolve, 9000))'}

    await bench.run(aFunction(files, {timeoutMs: 1000, logging: inJson({systemLevel: 'WARN'})}))

    expect(bench.lines[0]).toMatch(/Task timed out after 1\.00 seconds/)
    expect(parsed(bench.lines.slice(1))[0]?.record).toMatchObject({status: 'timeout'})
  })

  it('show the own levels of a handler that logs everything', async () => {
    await using bench = aBench()

    await bench.run(aFunction(TALKATIVE, {logging: inJson({applicationLevel: 'TRACE', systemLevel: 'DEBUG'})}))

    expect(kinds(parsed(bench.lines))).toContain('DEBUG')
    expect(kinds(parsed(bench.lines))).toContain('debug')
  })

  const absent = withoutPython()
  it.skipIf(absent !== undefined)(
    `come from Python too${absent === undefined ? '' : ` (skipped: ${absent})`}`,
    async () => {
      await using bench = aBench()
      const source = `
import logging
def handler(event, context):
    logging.info("said")
    logging.debug("quiet")
    raise KeyError("gone")
`
      const settings = {runtime: 'python3.11', handler: 'app.handler', logging: inJson()}

      await bench.run(aFunction({'app.py': source}, settings))

      const lines = parsed(bench.lines.filter(line => !line.startsWith('secrot sandbox')))
      expect(lines[2]).toMatchObject({level: 'INFO', message: 'said', logger: 'root'})
      expect(lines[3]).toMatchObject({log_level: 'ERROR', errorType: 'KeyError', errorMessage: "'gone'"})
      expect(lines).toHaveLength(5)
    },
  )
})
