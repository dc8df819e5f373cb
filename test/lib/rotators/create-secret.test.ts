import {describe, expect, it} from 'vitest'
import {createSecret} from '../../../src/lib/rotators/create-secret.ts'
import type {Proposal, Rotator} from '../../../src/lib/rotators/rotator.ts'
import type {StoredValue} from '../../../src/lib/rotators/stored-value.ts'
import {aContext, aLog, aValue, refused} from './support/a-context.ts'

/** A store in which a Put ends as `fails` says, and that then holds `holds`. */
function aStore({fails, holds}: {readonly fails?: Error; readonly holds?: string} = {}) {
  const puts: string[] = []
  return {
    puts,
    async put(value: StoredValue) {
      if (fails !== undefined) throw fails
      puts.push(value.open())
    },
    read: async () => (holds === undefined ? undefined : aValue(holds)),
  }
}

function aRotator(proposal: Proposal | undefined) {
  const rotator = {name: 'test', made: 0, create: async () => (rotator.made++, proposal)}
  return rotator satisfies Rotator
}

/** A proposal that counts how often it was taken back. */
function aProposal(text: string) {
  const proposal = {value: aValue(text), discarded: 0, discard: async () => void proposal.discarded++}
  return proposal
}

describe('createSecret', () => {
  it('stores what the rotator proposes', async () => {
    const store = aStore()
    const proposal = aProposal('made')
    await createSecret(aRotator(proposal), aContext(), store)
    expect([store.puts, proposal.discarded]).toEqual([['made'], 0])
  })

  it('makes nothing where the version has a value', async () => {
    const rotator = aRotator(aProposal('made'))
    const store = aStore()
    await createSecret(rotator, aContext({values: {new: 'stored before'}}), store)
    expect([rotator.made, store.puts]).toEqual([0, []])
  })

  it('settles with its own value when the answer to the Put was lost', async () => {
    const proposal = aProposal('made')
    await createSecret(aRotator(proposal), aContext(), aStore({fails: refused('ECONNRESET'), holds: 'made'}))
    expect(proposal.discarded).toBe(0)
  })

  it('takes its credential back when another invocation has stored its own', async () => {
    const proposal = aProposal('made')
    const fails = refused('ResourceExistsException', 1)
    await createSecret(aRotator(proposal), aContext(), aStore({fails, holds: 'of another one'}))
    expect(proposal.discarded).toBe(1)
  })

  it('takes its credential back when nothing was stored, and tells why', async () => {
    const proposal = aProposal('made')
    const fails = refused('AccessDeniedException', 1)
    await expect(createSecret(aRotator(proposal), aContext(), aStore({fails}))).rejects.toBe(fails)
    expect(proposal.discarded).toBe(1)
  })

  it('tells why nothing was stored even where the credential cannot be taken back, and logs that', async () => {
    const log = aLog()
    const fails = refused('AccessDeniedException', 1)
    const proposal = {value: aValue('made'), discard: () => Promise.reject(refused('Throttling'))}
    await expect(createSecret(aRotator(proposal), aContext({log}), aStore({fails}))).rejects.toBe(fails)
    expect(log.lines).toEqual(['warn: the new credential could not be taken back'])
  })

  it.each([refused('ECONNRESET'), refused('ResourceExistsException', 1)])(
    'leaves its credential where nobody can tell what was stored: $message',
    async fails => {
      const proposal = aProposal('made')
      const store = {...aStore({fails}), read: () => Promise.reject(refused('AccessDeniedException', 1))}
      await expect(createSecret(aRotator(proposal), aContext(), store)).rejects.toBe(fails)
      expect(proposal.discarded).toBe(0)
    },
  )

  it('leaves its credential for the next attempt where a Put without an answer may still be stored', async () => {
    const proposal = aProposal('made')
    const fails = refused('ECONNRESET')
    await expect(createSecret(aRotator(proposal), aContext(), aStore({fails}))).rejects.toBe(fails)
    expect(proposal.discarded).toBe(0)
  })

  it('fails when a rotator has nothing to store and nobody else has stored anything', async () => {
    await expect(createSecret(aRotator(undefined), aContext(), aStore())).rejects.toThrow('its version has no value')
  })
})
