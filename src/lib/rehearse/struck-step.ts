import type {Bench, Fault} from './bench.ts'
import type {Plan} from './item.ts'
import type {Seen, StepResult} from './observation.ts'
import {callsOf} from './plain-run.ts'
import {STEPS, type Step} from './steps.ts'

/** A call of the undisturbed rotation, by its place among those of its step. */
export interface PlainCall {
  readonly step: Step
  /** From 1. */
  readonly call: number
  readonly seen: Seen
}

export function plainCalls(plan: Plan): readonly PlainCall[] {
  return STEPS.flatMap(step => callsOf(plan.plain, step).map((seen, at) => ({step, call: at + 1, seen})))
}

/** Matches every attempt of a call, and later calls of the same operation in its step. */
export function everyAttempt({step, seen}: PlainCall, plan: Plan): Omit<Fault, 'kind'> {
  const {service, operation} = seen
  const same = callsOf(plan.plain, step).filter(other => other.service === service && other.operation === operation)
  return {service, operation, from: same.findIndex(({index}) => index === seen.index) + 1}
}

/** R with faults in one step alone. Answers what this step came to; undefined: one before it failed. */
export async function struckStep(bench: Bench, step: Step, faults: readonly Fault[]): Promise<StepResult | undefined> {
  const {steps} = await bench.rotate({
    beforeStep: next => bench.faults(next === step ? faults : []),
    afterStep: () => bench.faults([]),
  })
  return steps.find(result => result.step === step)
}
