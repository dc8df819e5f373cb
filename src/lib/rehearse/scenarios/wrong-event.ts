import type {Bench} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {STEPS} from '../steps.ts'
import {openedBefore} from './opened.ts'
import {stateOf, type State} from './state.ts'

/** An event that a function has to refuse, and what it came to. */
export interface WrongEvent {
  /** What is wrong with it: `Step "rollback"`. */
  readonly what: string
  readonly result: StepResult
}

/** Several of them on one state, which none of them may change. */
export interface WrongEvents {
  readonly sent: readonly WrongEvent[]
  readonly before: State
  readonly after: State
}

const NO_STEPS = ['CreateSecret', 'create_secret', '', 'rollback']

/** Names of no step, sent at the beginning of a rotation and before its last step. */
export const unknownSteps: Scenario<readonly WrongEvents[]> = {
  name: 'wrong-event/unknown-step',
  play: bench =>
    inTwoPlaces(
      bench,
      NO_STEPS.map(Step => ({what: `Step ${JSON.stringify(Step)}`, event: {Step}})),
    ),
}

const FIELDS = ['SecretId', 'ClientRequestToken', 'Step'] as const

/** Each field of the event, missing or of no use. */
export const badEvents: readonly Scenario<readonly WrongEvents[]>[] = FIELDS.map(field => ({
  name: `wrong-event/${field}`,
  group: 'wrong-event/fields',
  play: bench =>
    inTwoPlaces(bench, [
      {what: `no ${field}`, event: {[field]: undefined}},
      {what: `${field} null`, event: {[field]: null}},
      {what: `${field} ""`, event: {[field]: ''}},
      {what: `${field} 7`, event: {[field]: 7}},
    ]),
}))

interface Wrong {
  readonly what: string
  readonly event: Readonly<Record<string, unknown>>
}

/** At the beginning of a rotation and before its last step. */
async function inTwoPlaces(bench: Bench, wrongs: readonly Wrong[]): Promise<readonly WrongEvents[]> {
  const {rotation} = await openedBefore(bench, 'createSecret')
  const early = await sendAll(bench, bench.eventOf(rotation, 'createSecret'), wrongs)
  for (const step of STEPS.slice(0, -1)) {
    const {ok} = await bench.step(rotation, step)
    if (!ok) break
  }
  return [early, await sendAll(bench, bench.eventOf(rotation, 'finishSecret'), wrongs)]
}

async function sendAll(
  bench: Bench,
  event: Readonly<Record<string, unknown>>,
  wrongs: readonly Wrong[],
): Promise<WrongEvents> {
  const before = await stateOf(bench)
  const sent: WrongEvent[] = []
  for (const wrong of wrongs) {
    const members = Object.entries({...event, ...wrong.event}).filter(([, value]) => value !== undefined)
    sent.push({what: wrong.what, result: await bench.invoke(Object.fromEntries(members))})
  }
  return {sent, before, after: await stateOf(bench)}
}
