import {stepRuns} from '../../rotation/attempts.ts'
import type {RotationStep} from '../../rotation/secret.ts'
import type {Invocation} from '../invocations.ts'
import {present} from '../records.ts'
import type {TimelineInput} from './input.ts'
import type {MaybeOtherLine, StepLine} from './lines.ts'
import {tryAt, type Try} from './tries.ts'

/** An event names the step of a failure that the log may not; both are of the same moment, give or take. */
const sameMomentMs = 5000

/** This secret's invocations as steps, oldest first. */
export function stepLines(input: TimelineInput, tries: readonly Try[]): readonly StepLine[] {
  const own = input.invocations.filter(isOwn)
  const inferred = inferredSteps(input, tries, own)
  return own.map(invocation => {
    const certain = invocation.step ?? namedByEvent(input, invocation)
    const step = certain ?? inferred.get(invocation)
    return {...linesOf(invocation), kind: 'step', certain: certain !== undefined, ...present({step})}
  })
}

/** Those of a shared function that name no secret. */
export function maybeOtherLines({invocations}: TimelineInput): readonly MaybeOtherLine[] {
  return invocations.filter(found => !isOwn(found)).map(found => ({...linesOf(found), kind: 'maybe-other'}))
}

/** REPORT, or the last sign of an invocation that has none. */
export function endOf({endedAt, failure, shown, startedAt}: Invocation): number {
  return endedAt ?? failure?.at ?? shown.at(-1)?.at ?? startedAt ?? 0
}

function isOwn({belongsToSecret}: Invocation): boolean {
  return belongsToSecret
}

function linesOf(invocation: Invocation): Omit<MaybeOtherLine, 'kind'> {
  const {requestId, durationMs, failure, endedAt, hiddenCharacters} = invocation
  const outcome =
    failure !== undefined ? ('failed' as const) : endedAt === undefined ? ('open' as const) : ('ok' as const)
  return present({
    source: 'log' as const,
    at: endOf(invocation),
    requestId,
    outcome,
    durationMs,
    text: failure?.text,
    hiddenCharacters,
  })
}

/**
 * Steps by the order in which AWS calls them, from the start of each rotation on; none where some of the invocations may be
 * left out (a shared function, a log without START and REPORT).
 */
function inferredSteps(
  {invocations, platformLines}: TimelineInput,
  tries: readonly Try[],
  own: readonly Invocation[],
): ReadonlyMap<Invocation, RotationStep> {
  if (!platformLines || own.length < invocations.length) return new Map()
  const byTry = Map.groupBy(own, ({startedAt}) => (startedAt === undefined ? undefined : tryAt(tries, startedAt)))
  return new Map(
    [...byTry].flatMap(([begun, runs]) => {
      if (begun === undefined) return []
      if (begun.test) return runs.map(run => [run, 'testSecret'] as const)
      const steps = stepRuns(runs)
      return runs.map((run, index) => [run, steps[index]!.step] as const)
    }),
  )
}

function namedByEvent({events}: TimelineInput, {failure}: Invocation): RotationStep | undefined {
  if (failure === undefined) return undefined
  return events.find(event => event.step !== undefined && Math.abs(event.at - failure.at) <= sameMomentMs)?.step
}
