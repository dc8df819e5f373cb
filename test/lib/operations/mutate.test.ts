import {describe, expect, it} from 'vitest'
import {EXIT, SecrotError} from '../../../src/lib/errors.ts'
import {mutate} from '../../../src/lib/operations/mutate.ts'
import type {Mutation} from '../../../src/lib/operations/mutation.ts'
import {fakeContext, type FakeContext} from '../../support/fake-context.ts'

const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-Qw3rTy'

/** Moves AWSCURRENT from a to b; what was done is written to `log`, in order. */
function aMove(log: string[], changes: Partial<Mutation<string>> = {}): Mutation<string> {
  return {
    action: 'secretsmanager:UpdateSecretVersionStage',
    resource: arn,
    scope: {region: 'eu-central-1'},
    request: {VersionStage: 'AWSCURRENT', MoveToVersionId: 'b', RemoveFromVersionId: 'a'},
    summary: 'AWSCURRENT a → b',
    aws: `aws secretsmanager update-secret-version-stage --secret-id ${arn}`,
    hits: 'new readers',
    undo: {kind: 'commands', commands: ['secrot rollback prod/api']},
    fingerprint: 'a is current',
    readFingerprint: async () => {
      log.push('read again')
      return 'a is current'
    },
    send: async () => {
      log.push('sent')
      return 'moved'
    },
    ...changes,
  }
}

function outcomes(context: FakeContext): unknown[] {
  return context.journal.entries.map(entry => (entry.kind === 'outcome' ? entry.outcome : entry.kind))
}

describe('a change', () => {
  it('is shown, journaled, read again, sent and journaled again, in this order', async () => {
    const log: string[] = []
    const context = fakeContext({onAppend: entry => log.push(`journal ${entry.kind}`)})
    const outcome = await mutate(context, aMove(log))
    expect(outcome).toMatchObject({kind: 'done', result: 'moved'})
    expect(log).toEqual(['journal intent', 'read again', 'sent', 'journal outcome'])
    expect(context.said).toEqual([
      'AWSCURRENT a → b · 111122223333 · eu-central-1 · assumed-role/oncall',
      `  does  secretsmanager:UpdateSecretVersionStage on ${arn}`,
      '  hits  who reads from now on',
      '  undo  secrot rollback prod/api',
      `  aws   aws secretsmanager update-secret-version-stage --secret-id ${arn}`,
    ])
    expect(context.journal.entries[0]).toMatchObject({
      kind: 'intent',
      id: 1,
      at: '2026-11-22T03:15:31.000Z',
      resource: arn,
      fingerprint: 'a is current',
      undo: ['secrot rollback prod/api'],
    })
    expect(context.journal.entries[1]).toMatchObject({kind: 'outcome', id: 1, outcome: 'done'})
  })

  it('stops after showing with --dry-run', async () => {
    const log: string[] = []
    const context = fakeContext()
    expect(await mutate(context, aMove(log), {dryRun: true})).toEqual({kind: 'planned'})
    expect(context.said).toHaveLength(5)
    expect(log).toEqual([])
    expect(context.journal.entries).toEqual([])
  })

  it('is not sent when the question is declined', async () => {
    const log: string[] = []
    const context = fakeContext({answer: false})
    const ask = {message: 'Move it?', answeredBy: '--yes'}
    expect(await mutate(context, aMove(log), {ask})).toEqual({kind: 'declined'})
    expect(context.said.at(-1)).toBe('? Move it?')
    expect(log).toEqual([])
    expect(context.journal.entries).toEqual([])
  })

  it('is not sent when the state moved since it was planned', async () => {
    const log: string[] = []
    const context = fakeContext()
    const moved = aMove(log, {
      readFingerprint: async () => 'c is current',
      describeChange: found => `AWSCURRENT: ${found}, the plan said a`,
    })
    await expect(mutate(context, moved)).rejects.toMatchObject({
      code: 'STATE_CHANGED',
      exit: EXIT.unsafe,
      message: 'AWSCURRENT: c is current, the plan said a. Nothing was done.',
    })
    expect(log).toEqual([])
    expect(outcomes(context)).toEqual(['intent', 'stale'])
  })

  it('is not sent when the state cannot be read again', async () => {
    const log: string[] = []
    const context = fakeContext()
    const denied = new SecrotError({code: 'ACCESS_DENIED', message: 'no', exit: EXIT.denied})
    await expect(mutate(context, aMove(log, {readFingerprint: () => Promise.reject(denied)}))).rejects.toBe(denied)
    expect(log).toEqual([])
    expect(context.journal.entries.at(-1)).toMatchObject({outcome: 'failed', error: 'not sent: ACCESS_DENIED'})
  })

  it('is not sent when its intent cannot be journaled', async () => {
    const log: string[] = []
    const full = new SecrotError({code: 'JOURNAL_NOT_WRITABLE', message: 'disk full'})
    const context = fakeContext({
      onAppend: () => {
        throw full
      },
    })
    await expect(mutate(context, aMove(log))).rejects.toBe(full)
    expect(log).toEqual([])
  })

  it('is not sent after Ctrl-C', async () => {
    const log: string[] = []
    const abort = new AbortController()
    abort.abort(new SecrotError({code: 'INTERRUPTED', message: 'Interrupted.', exit: EXIT.interrupted}))
    await expect(mutate(fakeContext({signal: abort.signal}), aMove(log))).rejects.toMatchObject({code: 'INTERRUPTED'})
    expect(log).toEqual([])
  })

  it('that AWS refuses is journaled as failed and thrown', async () => {
    const context = fakeContext()
    const refused = new SecrotError({code: 'LABEL_MOVED', message: 'moved', exit: EXIT.unsafe})
    await expect(mutate(context, aMove([], {send: () => Promise.reject(refused)}))).rejects.toBe(refused)
    expect(context.journal.entries.at(-1)).toMatchObject({outcome: 'failed', error: 'LABEL_MOVED'})
  })

  it.each(['UNREACHABLE', 'UNREADABLE_ANSWER', 'AWS_FAILED'])(
    'whose reply was lost (%s) is unknown, neither done nor failed',
    async code => {
      const context = fakeContext()
      const lost = new SecrotError({code, message: 'no answer'})
      expect(await mutate(context, aMove([], {send: () => Promise.reject(lost)}))).toEqual({
        kind: 'unknown',
        error: lost,
      })
      expect(context.journal.entries.at(-1)).toMatchObject({outcome: 'unknown', error: code})
    },
  )

  it('is done even when its outcome cannot be journaled, and that is said', async () => {
    const context = fakeContext({
      onAppend: entry => {
        if (entry.kind === 'outcome') throw new SecrotError({code: 'JOURNAL_NOT_WRITABLE', message: 'disk full'})
      },
    })
    expect(await mutate(context, aMove([]), {shown: true})).toMatchObject({kind: 'done'})
    expect(context.said).toEqual(['! The outcome of this change (done) could not be journaled. disk full'])
  })

  it('may be one of many at once: each outcome belongs to its own intent', async () => {
    const context = fakeContext()
    await Promise.all(
      Array.from({length: 20}, (_, at) =>
        mutate(context, aMove([], {resource: `${arn}${at}`, readFingerprint: () => wait(at, 'a is current')}), {
          shown: true,
        }),
      ),
    )
    const intents = context.journal.entries.filter(entry => entry.kind === 'intent')
    const done = context.journal.entries.filter(entry => entry.kind === 'outcome')
    expect(new Set(intents.map(entry => entry.id)).size).toBe(20)
    expect(new Set(done.map(entry => entry.id))).toEqual(new Set(intents.map(entry => entry.id)))
  })
})

function wait<T>(turns: number, value: T): Promise<T> {
  return new Promise(resolve => setTimeout(() => resolve(value), (turns * 7) % 5))
}
