import type {Plan, Scenario} from '../item.ts'
import type {Cell} from '../cell.ts'
import {cellScenario, cellsOf, type CellFacts} from '../matrix.ts'
import type {Observation, Seen, StepResult} from '../observation.ts'

/** Each call of an undisturbed rotation denied in turn: the cells of the crash matrix that do it. */
export function denied(plan: Plan): readonly Scenario<CellFacts>[] {
  return cellsWhere(plan, ({mode}) => mode === 'fail-denied')
}

/** Cells of the crash matrix, to be judged by more than its own items. */
export function cellsWhere(plan: Plan, wanted: (cell: Cell) => boolean): readonly Scenario<CellFacts>[] {
  return cellsOf(plan)
    .filter(wanted)
    .map(cell => cellScenario(cell, plan))
}

/** The step that a cell disturbs; undefined: it was not reached. */
export function disturbedStep({facts: {cell, first}}: Observation<CellFacts>): StepResult | undefined {
  return first.steps.find(({step}) => step === cell.step)
}

/** Calls that a fault struck. */
export function struckIn({calls}: StepResult): readonly Seen[] {
  return calls.filter(({fault}) => fault !== undefined)
}
