import {LABEL_LIMIT, labelsNeeded} from '../doctor/label-room.ts'
import type {PlanCall} from '../doctor/plan.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {unsafe} from './secret-refusals.ts'

/** Counts the labels before anything is sent. Throws NO_LABEL_ROOM (exit 3): without room for a pin nothing is moved. */
export function checkLabelRoom(
  context: Pick<Context, 'scopeFlags'>,
  {arn, scope, description}: ResolvedSecret,
  calls: readonly PlanCall[],
): void {
  const needed = labelsNeeded({description}, calls)
  if (needed <= LABEL_LIMIT) return
  const free = needed - LABEL_LIMIT
  throw unsafe(
    'NO_LABEL_ROOM',
    `${description.name} would carry ${needed} labels and AWS allows ${LABEL_LIMIT}: free ${free} first, oldest holds first.`,
    ['Which could go', ['secrot', 'doctor', arn, '--all', ...context.scopeFlags(scope).secrot]],
  )
}
