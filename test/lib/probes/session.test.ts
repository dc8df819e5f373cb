import {describe, expect, it} from 'vitest'
import type {Probe, ProbeAnswer, ProbeQuestion} from '../../../src/lib/probes/probe.ts'
import {askVersions, type VersionToAsk} from '../../../src/lib/probes/session.ts'
import {fieldsOf} from '../../../src/lib/probes/values.ts'
import {Sensitive} from '../../../src/lib/sensitive.ts'
import {virtualTime} from '../../support/virtual-time.ts'

const value = (password: string) => new Sensitive(JSON.stringify({host: 'db', username: 'orders', password}))
const versions: readonly VersionToAsk[] = [
  {versionId: 'cur', value: value('old-password-0001')},
  {versionId: 'pend', value: value('new-password-0002')},
]

type Answer = Partial<ProbeAnswer> & {readonly kind: ProbeAnswer['kind']}

/** Answers by password; a password it does not know is rejected. */
function target(answers: Readonly<Record<string, Answer | readonly Answer[]>>) {
  const asked: {versionId: string; password: string; at: number}[] = []
  const time = virtualTime(1_000_000)
  const probe: Probe = {
    kind: 'command',
    name: './login',
    wantsSelfCheck: true,
    ask: (question: ProbeQuestion) => {
      const password = String(fieldsOf(question.value)?.['password'])
      const before = asked.filter(other => other.password === password).length
      asked.push({versionId: question.versionId, password, at: time.clock.now()})
      const known = answers[password]
      const answer = Array.isArray(known)
        ? (known[Math.min(before, known.length - 1)] as Answer)
        : (known as Answer | undefined)
      return Promise.resolve({at: time.clock.now(), ...(answer ?? {kind: 'no'})} as ProbeAnswer)
    },
  }
  const session = (more: {checkedAt?: number} = {}) =>
    time.run(
      askVersions({
        probe,
        secretArn: 'arn',
        versions,
        clock: time.clock,
        signal: new AbortController().signal,
        bytes: length => new Uint8Array(length).fill(7),
        ...more,
      }),
    )
  return {asked, session}
}

describe('asking a target about the versions of a secret', () => {
  it('counts answers only after a random value of the same shape was rejected', async () => {
    const {asked, session} = target({'new-password-0002': {kind: 'yes'}})
    const {answers, checkedAt} = await session()
    expect(checkedAt).toBeDefined()
    expect(asked[0]!.password).toMatch(/^[a-z]{3}-[a-z]{8}-\d{4}$/)
    expect(asked[0]!.password).not.toBe('old-password-0001')
    expect(answers.get('pend')?.answer.kind).toBe('yes')
    expect(answers.get('cur')?.answer.kind).toBe('no')
  })

  it('knows nothing when the random value was accepted', async () => {
    const probe: Probe = {
      kind: 'command',
      name: './always',
      wantsSelfCheck: true,
      ask: () => Promise.resolve({kind: 'yes', at: 1}),
    }
    const time = virtualTime(0)
    const {answers, checkedAt} = await askVersions({
      probe,
      secretArn: 'arn',
      versions,
      clock: time.clock,
      signal: new AbortController().signal,
      bytes: length => new Uint8Array(length),
    })
    expect(checkedAt).toBeUndefined()
    expect(answers.get('cur')?.answer).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('accepted a random value') as string,
    })
  })

  it('sends the random value once a run', async () => {
    const {asked, session} = target({})
    await session({checkedAt: 5})
    expect(asked.map(({password}) => password)).toEqual([
      'old-password-0001',
      'new-password-0002',
      'old-password-0001',
      'new-password-0002',
    ])
  })

  it('asks a rejection twice, five seconds apart, all of them together', async () => {
    const {asked, session} = target({})
    const {answers} = await session({checkedAt: 5})
    const answer = answers.get('cur')!
    expect(answer.againAt! - answer.answer.at).toBe(5_000)
    expect(new Set(asked.slice(0, 2).map(({at}) => at)).size).toBe(1)
    expect(new Set(asked.slice(2).map(({at}) => at)).size).toBe(1)
  })

  it('knows nothing of a value that was rejected once and accepted later', async () => {
    const {session} = target({'old-password-0001': [{kind: 'no'}, {kind: 'yes'}]})
    const {answers} = await session({checkedAt: 5})
    expect(answers.get('cur')?.answer.kind).toBe('unknown')
  })

  it('does not take a credential of somebody else for the same identity', async () => {
    const {session} = target({
      'old-password-0001': {kind: 'yes', identity: 'user/svc'},
      'new-password-0002': {kind: 'yes', identity: 'user/other'},
    })
    const {answers} = await session({checkedAt: 5})
    expect(answers.get('cur')?.answer.kind).toBe('yes')
    expect(answers.get('pend')?.answer).toMatchObject({
      kind: 'unknown',
      reason: 'it is accepted as user/other, not as user/svc',
    })
  })
})
