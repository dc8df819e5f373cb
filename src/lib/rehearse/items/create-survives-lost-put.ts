import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {cellScenario, cellsOf, type CellFacts} from '../matrix.ts'
import type {Observation, StepResult} from '../observation.ts'

export const createSurvivesLostPut: Item = {
  id: 'create-survives-lost-put',
  class: 'createSecret',
  severity: 'critical',
  rule: 'PutSecretValue took effect but its reply was lost: the next call succeeds with the same value',
  hint: 'On ResourceExists read the version back',
  kinds: 'any',
  cases: plan =>
    cellsOf(plan)
      .filter(({step, mode, seen}) => {
        return step === 'createSecret' && seen?.operation === 'PutSecretValue' && LOST.has(mode)
      })
      .map(cell => judged(cellScenario(cell, plan), judge)),
}

/** The first attempt of the SDK alone, each attempt, and the process that would have read the reply. */
const LOST = new Set(['lost-reply', 'lost-replies', 'kill-after'])

function judge({invocations, facts}: Observation<CellFacts>): CaseVerdict {
  const {token} = facts.first
  const calls = invocations.filter(({step, event}) => step === 'createSecret' && tokenIn(event) === token)
  const clash = calls.find(saysTaken)
  if (clash !== undefined) return fail('createSecret finds its own value', 'it ended with ResourceExistsException')
  const [first, next] = calls
  if (first === undefined || first.ok) return pass
  if (next?.ok === true) return pass
  const observed = next === undefined ? 'it was not called again' : 'it failed again'
  return fail('the next call of createSecret succeeds with the stored value', observed)
}

function saysTaken({error}: StepResult): boolean {
  return error !== undefined && `${error.type} ${error.message}`.includes('ResourceExists')
}

function tokenIn(event: unknown): unknown {
  return (event as {ClientRequestToken?: unknown} | null)?.ClientRequestToken
}
