import {describe, expect, it} from 'vitest'
import {finishSecret} from '../../../src/lib/rotators/finish-secret.ts'
import type {SecretFacts} from '../../../src/lib/rotators/labels.ts'
import type {Rotator} from '../../../src/lib/rotators/rotator.ts'
import {aContext, aLog, aSecret, refused} from './support/a-context.ts'

const moved = {old: ['AWSPREVIOUS'], new: ['AWSCURRENT', 'AWSPENDING']}
const values = {AWSPENDING: 'pending'}

/** Answers to the moves, in order; then what the secret looks like. */
function aStore(answers: readonly (Error | 'moved')[], secret: SecretFacts = aSecret()) {
  const moves: (string | undefined)[] = []
  return {
    moves,
    async promote(from: string | undefined) {
      moves.push(from)
      const answer = answers[moves.length - 1]
      if (answer instanceof Error) throw answer
    },
    describe: async () => secret,
  }
}

/** Notes what it is asked to do. */
function aRotator() {
  const done: string[] = []
  const note = (what: string) => async () => void done.push(what)
  return {done, name: 'test', create: async () => undefined, finish: note('finish'), promoted: note('promoted')}
}

describe('finishSecret', () => {
  it('has the rotator retire what it must, moves AWSCURRENT from its holder, and tells of it', async () => {
    const rotator = aRotator()
    const store = aStore(['moved'])
    await finishSecret(rotator, aContext({values}), store)
    expect([rotator.done, store.moves]).toEqual([['finish', 'promoted'], ['old']])
  })

  it('moves nothing while the version has no value', async () => {
    const rotator = aRotator()
    const store = aStore(['moved'])
    await expect(finishSecret(rotator, aContext(), store)).rejects.toThrow('no AWSPENDING')
    expect([rotator.done, store.moves]).toEqual([[], []])
  })

  it('attaches AWSCURRENT where nothing holds it', async () => {
    const store = aStore(['moved'])
    await finishSecret(aRotator(), aContext({values, secret: aSecret({versions: {new: ['AWSPENDING']}})}), store)
    expect(store.moves).toEqual([undefined])
  })

  it('reads the labels again when they were those of a moment ago', async () => {
    const now = aSecret({versions: {old: [], newer: ['AWSCURRENT'], new: ['AWSPENDING']}})
    const store = aStore([refused('InvalidParameterException', 1), 'moved'], now)
    await finishSecret(aRotator(), aContext({values}), store)
    expect(store.moves).toEqual(['old', 'newer'])
  })

  it('tells of a move whose answer was lost', async () => {
    const rotator = aRotator()
    await finishSecret(rotator, aContext({values}), aStore([refused('ECONNRESET')], aSecret({versions: moved})))
    expect(rotator.done).toEqual(['finish', 'promoted'])
  })

  it('leaves it to another invocation to tell of the move that this one was too late for', async () => {
    const rotator = aRotator()
    const late = refused('InvalidParameterException', 1)
    await finishSecret(rotator, aContext({values}), aStore([late], aSecret({versions: moved})))
    expect(rotator.done).toEqual(['finish'])
  })

  it('fails with the refusal of AWS', async () => {
    const denied = refused('AccessDeniedException', 1)
    await expect(finishSecret(aRotator(), aContext({values}), aStore([denied]))).rejects.toBe(denied)
  })

  it('fails with the refusal of AWS where the labels cannot be read after it either', async () => {
    const denied = refused('AccessDeniedException', 1)
    const store = {...aStore([denied]), describe: () => Promise.reject(refused('ThrottlingException'))}
    await expect(finishSecret(aRotator(), aContext({values}), store)).rejects.toBe(denied)
  })

  it('is done whether or not somebody could be told', async () => {
    const log = aLog()
    const rotator: Rotator = {...aRotator(), promoted: () => Promise.reject(refused('Throttling'))}
    await finishSecret(rotator, aContext({values, log}), aStore(['moved']))
    expect(log.lines).toEqual(['info: the version is AWSCURRENT', 'warn: a message was not sent'])
  })
})
