import {describe, expect, it} from 'vitest'
import type {Gateways} from '../../../src/lib/aws/gateways.ts'
import {EXIT, SecrotError} from '../../../src/lib/errors.ts'
import type {WatchLine} from '../../../src/lib/history/watch/lines.ts'
import type {Context} from '../../../src/lib/operations/context.ts'
import {follow, type Followed} from '../../../src/lib/operations/watch-follow.ts'
import type {WatchListener} from '../../../src/lib/operations/watch-run.ts'
import {watchSubject} from '../../../src/lib/operations/watch-subject.ts'
import {aSecret} from '../../support/a-secret.ts'
import {virtualTime} from '../../support/virtual-time.ts'

const startedAt = Date.parse('2026-11-22T02:31:12Z')
const expired = new SecrotError({
  code: 'CREDENTIALS_EXPIRED',
  message: 'The credentials have expired.',
  exit: EXIT.denied,
})
const interrupted = new SecrotError({code: 'INTERRUPTED', message: 'Interrupted.', exit: EXIT.interrupted})

interface Scene {
  /** Throws what a call of that moment throws. */
  readonly fail?: (seconds: number) => void
  readonly interactive?: boolean
  /** Seconds after the start. */
  readonly promotedAt?: number
  readonly abortAt?: number
  readonly reason?: unknown
  readonly listener?: WatchListener
}

/** Follows a rotation by the owning service: labels and events are all there is to see. */
async function watch(
  scene: Scene,
): Promise<{followed: Followed; asked: readonly string[]; renewals: number; lines: readonly WatchLine[]}> {
  const time = virtualTime(startedAt)
  const seconds = (): number => (time.clock.now() - startedAt) / 1000
  const run = new AbortController()
  const asked: string[] = []
  const lines: WatchLine[] = []
  let renewals = 0
  const describe = async () => {
    scene.fail?.(seconds())
    const promoted = seconds() >= (scene.promotedAt ?? Infinity)
    return promoted
      ? aSecret({current: 'v-new', previous: 'v-current', lastChangedAt: startedAt + 1000 * scene.promotedAt!})
      : aSecret({pending: 'v-new', lastChangedAt: startedAt})
  }
  const page = async () => {
    scene.fail?.(seconds())
    return {events: []}
  }
  const context = {
    aws: () => ({secrets: {describe}, trail: {page}}) as unknown as Gateways,
    clock: time.clock,
    signal: run.signal,
    ask: {
      interactive: scene.interactive ?? false,
      pressEnter: async (message: string) => {
        asked.push(message)
        await time.clock.sleep(60_000)
      },
    },
    progress: {warn: (text: string) => asked.push(text)},
    renewCredentials: () => {
      renewals += 1
    },
  } as unknown as Context
  const description = aSecret()
  const secret = {arn: description.arn, scope: {region: 'eu-central-1'}, accountId: '111122223333', description}
  const version = {versionId: 'v-new', startedAt, startedHere: true}
  const subject = watchSubject(context, secret, {kind: 'none'}, version, {})
  if (scene.abortAt !== undefined)
    void time.clock.sleep(scene.abortAt * 1000).then(() => run.abort(scene.reason ?? interrupted))
  const listener = {onLine: (line: WatchLine) => lines.push(line), ...scene.listener}
  const followed = await time.run(
    follow(context, {secret, subject, function: {kind: 'none'}, logSince: startedAt, first: [], listener}),
  )
  return {followed, asked, renewals, lines}
}

const between = (from: number, to: number, error: Error) => (seconds: number) => {
  if (seconds >= from && seconds < to) throw error
}

describe('credentials that expire in the middle of a watch', () => {
  it('are asked for once, where somebody can answer, and the watch goes on', async () => {
    const {followed, asked, renewals} = await watch({fail: between(20, 60, expired), interactive: true, promotedAt: 90})
    expect(asked).toEqual(['The credentials have expired.', 'Renew them elsewhere, then press Enter'])
    expect(renewals).toBe(1)
    expect(followed.end.kind).toBe('succeeded')
  })

  it('end it as unknown, exit 5, when they expire again', async () => {
    const {followed, asked} = await watch({fail: between(20, Infinity, expired), interactive: true})
    expect(asked).toHaveLength(2)
    expect(followed.end).toMatchObject({kind: 'unknown', denied: true, reason: 'The credentials have expired.'})
  })

  it('end it at once where nobody can answer', async () => {
    const {followed, asked} = await watch({fail: between(20, 60, expired), promotedAt: 90})
    expect(asked).toEqual([])
    expect(followed.end).toMatchObject({kind: 'unknown', denied: true, seen: {current: 'v-current'}})
    expect(followed.end.at - startedAt).toBeLessThan(40_000)
  })
})

describe('a watch that is left', () => {
  it('by Ctrl-C says where it was', async () => {
    const {followed} = await watch({abortAt: 33})
    expect(followed.end).toMatchObject({kind: 'left', at: startedAt + 33_000, seen: {current: 'v-current'}})
  })

  it('by a key does the same, and the run itself goes on', async () => {
    const detach = new AbortController()
    const onActivity = (): void => detach.abort(new Error('d'))
    const {followed} = await watch({listener: {detach: detach.signal, onActivity}})
    expect(followed.end.kind).toBe('left')
  })

  it('because nobody reads its output any more says nothing', async () => {
    const closed = new Error('the output was closed')
    await expect(watch({abortAt: 33, reason: closed})).rejects.toBe(closed)
  })
})

describe('what runs', () => {
  it('is shown every second and taken off the screen in the end', async () => {
    const shown: (string | undefined)[] = []
    const onActivity: WatchListener['onActivity'] = activity => shown.push(activity?.kind)
    await watch({promotedAt: 9, listener: {onActivity}})
    expect(shown.slice(0, 3)).toEqual(['waiting', 'waiting', 'waiting'])
    expect(shown.at(-1)).toBeUndefined()
  })
})

describe('a bug', () => {
  it('is thrown, not taken for a failed read', async () => {
    await expect(watch({fail: between(10, 60, new TypeError('bug'))})).rejects.toThrow(TypeError)
  })
})

describe('a source that fails for a while', () => {
  it('is asked less and less often, and the verdict is the same', async () => {
    const asked: number[] = []
    const fail = (seconds: number): void => {
      asked.push(seconds)
      between(10, 200, new SecrotError({code: 'THROTTLED', message: 'Rate exceeded'}))(seconds)
    }
    const {followed} = await watch({fail, promotedAt: 20})
    expect(followed.end).toMatchObject({kind: 'succeeded', tookMs: 20_000})
    expect(asked.filter(seconds => seconds > 10 && seconds < 200).length).toBeLessThan(35)
  })
})
