import {describe, expect, it} from 'vitest'
import type {Gateways, LogEvent, LogsGateway} from '../../../src/lib/aws/gateways.ts'
import {EXIT, SecrotError} from '../../../src/lib/errors.ts'
import {readInvocations, type InvocationsQuery} from '../../../src/lib/operations/logs.ts'
import {arn, nodeLine, textInvocation, versionId} from '../history/log-fixtures.ts'

const now = Date.parse('2026-11-22T03:00:00Z')

function read(filter: LogsGateway['filter'], query: Partial<InvocationsQuery> = {}) {
  const clock = {now: () => now, sleep: () => Promise.resolve()}
  const aws = () => ({logs: {filter}}) as unknown as Gateways
  const context = {aws, clock, signal: new AbortController().signal}
  const configuration = {logGroup: '/team/rotation', logFormat: 'Text'} as const
  return readInvocations(context, {
    function: configuration,
    secretArn: arn,
    versionId,
    since: 0,
    sharedFunction: true,
    ...query,
  })
}

function events(...own: readonly string[]): readonly LogEvent[] {
  return textInvocation(1, 5000, 90, ...own).map((record, index) => ({...record, eventId: String(index)}))
}

describe('the log of a rotation function', () => {
  it('is read from the group its configuration names, since the given moment', async () => {
    const asked: unknown[] = []
    const answer = await read(
      input => {
        asked.push(input)
        return Promise.resolve({events: events(nodeLine(1, `token ${versionId}`)), cutOff: false})
      },
      {since: 4000},
    )
    expect(asked).toEqual([{group: '/team/rotation', since: 4000}])
    expect(answer).toMatchObject({kind: 'read', since: 4000, readAt: now, platformLines: true, cutOff: false})
    expect(answer.kind === 'read' && answer.invocations[0]).toMatchObject({startedAt: 5000, belongsToSecret: true})
  })

  it('of a shared function decides nothing where it names no secret', async () => {
    const answer = await read(() => Promise.resolve({events: events('working'), cutOff: false}))
    expect(answer.kind === 'read' && answer.invocations[0]?.belongsToSecret).toBe(false)
  })

  it.each([
    ['Text', undefined, true],
    ['Text', 'WARN', true],
    ['JSON', 'INFO', true],
    ['JSON', 'DEBUG', true],
    ['JSON', 'WARN', false],
  ] as const)('in form %s at level %s has START and REPORT: %s', async (logFormat, systemLogLevel, platformLines) => {
    const level = systemLogLevel === undefined ? {} : {systemLogLevel}
    const answer = await read(() => Promise.resolve({events: [], cutOff: false}), {
      function: {logGroup: 'g', logFormat, ...level},
    })
    expect(answer).toMatchObject({platformLines})
  })

  it('names the missing action when the caller may not read it', async () => {
    const denied = new SecrotError({code: 'ACCESS_DENIED', message: 'denied', exit: EXIT.denied})
    expect(await read(() => Promise.reject(denied))).toEqual({
      kind: 'denied',
      action: 'logs:FilterLogEvents',
      reason: 'denied',
    })
  })

  it('is an unknown with a reason when AWS fails', async () => {
    const failed = new SecrotError({code: 'THROTTLED', message: 'Rate exceeded'})
    expect(await read(() => Promise.reject(failed))).toEqual({kind: 'failed', reason: 'Rate exceeded'})
  })

  it('throws what concerns the whole run, and bugs', async () => {
    const expired = new SecrotError({code: 'CREDENTIALS_EXPIRED', message: 'expired', exit: EXIT.denied})
    await expect(read(() => Promise.reject(expired))).rejects.toBe(expired)
    await expect(read(() => Promise.reject(new TypeError('bug')))).rejects.toThrow(TypeError)
  })
})
