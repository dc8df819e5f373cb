import {expect, it} from 'vitest'
import {sayRehearsal} from '../../../src/lib/operations/rehearsal.ts'
import type {Rehearsal, Verdict} from '../../../src/lib/rehearse/record.ts'
import {aRecord} from '../../support/a-record.ts'
import {fakeContext} from '../../support/fake-context.ts'

function said(rehearsal: Rehearsal): readonly string[] {
  const context = fakeContext()
  sayRehearsal(context, 'db-rotation', rehearsal)
  return context.said
}

const verdict = (given: Verdict): Rehearsal => ({kind: 'record', record: aRecord({verdict: given, items: {}})})
const own = 'what it does inside its own steps is its own.'

it.each<[string, Rehearsal, string]>([
  ['nothing is known', {kind: 'never'}, `! db-rotation was never rehearsed: ${own}`],
  ['it is unsafe', verdict('unsafe'), `! db-rotation was rehearsed and found unsafe: ${own}`],
  ['it is incomplete', verdict('incomplete'), `! db-rotation was rehearsed, but not to the end (incomplete): ${own}`],
  [
    'the record cannot be read',
    {kind: 'unread', reason: 'it is a symlink'},
    `! db-rotation: whether it was rehearsed is not known (it is a symlink): ${own}`,
  ],
  ['it is usable', verdict('usable'), 'db-rotation, rehearsed: usable'],
  ['it is conformant', verdict('conformant'), 'db-rotation, rehearsed: conformant'],
])('a function is started with the words that fit when %s', (_, rehearsal, words) => {
  expect(said(rehearsal)).toEqual([words])
})

it('says nothing of a secret that its service rotates without a function', () => {
  const context = fakeContext()
  sayRehearsal(context, undefined, {kind: 'never'})
  expect(context.said).toEqual([])
})
