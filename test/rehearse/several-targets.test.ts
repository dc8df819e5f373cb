import {describe, expect, it} from 'vitest'
import {ITEMS} from '../../src/lib/rehearse/all-items.ts'
import {rehearse} from '../../src/lib/rehearse/rehearse.ts'
import {choiceBeside} from '../../src/lib/rehearse/targets/beside.ts'
import {targetChoice} from '../../src/lib/rehearse/targets/setup.ts'
import type {DeclaredTarget} from '../../src/lib/rehearse/targets-declared.ts'
import {startSandbox} from '../../src/lib/sandbox/index.ts'
import {handlerNamed} from '../corpus/corpus.ts'
import {sourceOf} from '../corpus/defect.ts'
import {failuresOf, specOf, STAGED} from '../corpus/judged.ts'

const handler = handlerNamed('node/add-appsync')
const api: DeclaredTarget = {kind: 'appsync-api', name: 'orders'}
const user: DeclaredTarget = {kind: 'iam-user', name: 'deploy'}

/** Plays one cell on the rotation of an API key in a secret that holds an IAM user's key too. */
function rehearseBoth(source?: string) {
  const secretValue = {
    ...handler.secretValue(STAGED),
    deploy: {accessKeyId: '{{accessKeyId2}}', secretAccessKey: '{{secretAccessKey2}}'},
  }
  const spec = specOf({handler, secretValue, ...(source === undefined ? {} : {source})})
  const choice = choiceBeside(targetChoice(api), [targetChoice(user)], spec.secretValue)
  const target = {targetName: choice.name, target: choice.setup}
  const part = {items: ITEMS, only: ['crash-is-safe', 'touches-only-its-target'], cells: [CELL, 'decoys'], lanes: 1}
  return rehearse({startSandbox, seed: 7, spec: {...spec, ...target}, ...part, repeatShare: 0})
}

const CELL = 'createSecret/1/kill-after'

describe('a secret that holds the credentials of two targets', {timeout: 120_000}, () => {
  it('is rotated by a correct function, which is judged by its key for the first one', async () => {
    const done = await rehearseBoth()
    expect(Object.fromEntries(failuresOf(done))).toEqual({})
    expect([...done.tally.cells.keys()].toSorted()).toEqual([CELL, 'decoys'])
    expect(done.plan).toMatchObject({kind: 'add', provider: 'appsync'})
    expect(done.target).toBe('AppSync API orders, beside it IAM user deploy')
  })

  it('works no longer once a function has lost a piece of the second credential', async () => {
    const kept = '{...current, apiKey: own.id}'
    const halved = "{...current, apiKey: own.id, deploy: {...current.deploy, secretAccessKey: ''}}"
    const change = [{from: kept, to: halved}]
    const source = sourceOf({
      name: 'half-a-key',
      base: handler.name,
      item: 'crash-is-safe',
      change,
      trips: ['crash-is-safe'],
    })
    const done = await rehearseBoth(source)
    expect(Object.fromEntries(failuresOf(done))).toEqual({
      'crash-is-safe': expect.stringMatching(/was refused during finishSecret$/),
    })
  })
})
