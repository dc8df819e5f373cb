import {ownInvocations} from '../failures.ts'
import {type FunctionFacts, type SecretFacts, valueOf} from '../facts.ts'
import {planned} from '../plans.ts'
import type {FindingDraft, Rule} from '../rule.ts'

/** Of the time limit the slowest one per cent of invocations may use. */
const MOST = 0.8
/** AWS's own limit (https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html). */
const LONGEST_SECONDS = 900

export const functionTimeoutTooSmall: Rule = {
  id: 'function-timeout-too-small',
  severity: 'medium',
  title: 'The time limit leaves the function hardly any room',
  topic: 'function',
  group: 'posture',
  fixClasses: ['ask'],
  tier: 'B',
  detects:
    'The time limit is below the slowest case of the rehearsal, or the slowest one per cent of the invocations in the log took over 80 % of it.',
  repair:
    'Raises the limit so that the slowest case takes four fifths of it (asks). A published version keeps its limit: for one the command is printed.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html',
  check: facts => {
    const found = valueOf(facts.function)
    if (found?.kind !== 'found') return []
    const {arn, name, timeoutMs} = found.configuration
    const slow = rehearsedSlow(facts, timeoutMs) ?? loggedSlow(facts, timeoutMs)
    if (slow === undefined || timeoutMs >= LONGEST_SECONDS * 1000) return []
    const Timeout = Math.min(LONGEST_SECONDS, Math.ceil(slow.worstMs / MOST / 1000))
    return [
      {
        message: `${name} may run ${timeoutMs / 1000}s, and ${slow.text}.`,
        resource: arn,
        ...remedy(facts, found.configuration, Timeout),
      },
    ]
  },
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html: settings of a published version are fixed. */
function remedy(
  facts: SecretFacts,
  {arn, name, timeoutMs, revisionId}: Extract<FunctionFacts, {kind: 'found'}>['configuration'],
  seconds: number,
): Pick<FindingDraft, 'planned' | 'advice'> {
  const [functionArn = arn, qualifier = '$LATEST'] = parts(arn)
  if (qualifier !== '$LATEST')
    return {
      planned: {kind: 'refused', because: `${qualifier} is a published version, which keeps the time limit it has`},
      advice: [
        {
          service: 'lambda',
          operation: 'UpdateFunctionConfiguration',
          input: {FunctionName: functionArn, Timeout: seconds},
        },
        `Then publish a version, and point ${qualifier} to it.`,
      ],
    }
  const call = {kind: 'time-limit', functionArn} as const
  return {
    planned: planned(
      facts,
      {fixClass: 'ask'},
      {
        name: 'raise timeout',
        calls: [{...call, seconds, ...(revisionId === undefined ? {} : {revisionId})}],
        hits: 'nobody',
        undo: [{...call, seconds: timeoutMs / 1000}],
        question: `Raise the time limit of ${name} from ${timeoutMs / 1000}s to ${seconds}s?`,
      },
    ),
  }
}

/** The ARN of the function, and the qualifier behind it. */
function parts(arn: string): readonly (string | undefined)[] {
  const words = arn.split(':')
  return [words.slice(0, 7).join(':'), words[7]]
}

interface Slow {
  readonly worstMs: number
  readonly text: string
}

/** What the rehearsal of exactly this function took at worst, whatever its verdict. */
function rehearsedSlow(facts: SecretFacts, timeoutMs: number): Slow | undefined {
  const found = valueOf(facts.function)
  const slowest =
    found?.kind === 'found' && found.rehearsal.kind === 'record' ? found.rehearsal.record.slowest : undefined
  if (slowest === undefined || slowest.worstMs <= timeoutMs) return undefined
  return {worstMs: slowest.worstMs, text: `${slowest.step} took ${secondsText(slowest.worstMs)} in its rehearsal`}
}

/** Those that ran into the limit are another finding's (function-times-out). */
function loggedSlow(facts: SecretFacts, timeoutMs: number): Slow | undefined {
  const taken = ownInvocations(facts)
    .filter(({failure}) => failure?.kind !== 'timeout')
    .flatMap(({durationMs}) => durationMs ?? [])
    .sort((one, other) => one - other)
  const worstMs = taken[Math.ceil(taken.length * 0.99) - 1]
  if (worstMs === undefined || worstMs <= timeoutMs * MOST) return undefined
  return {worstMs, text: `${secondsText(worstMs)} of that were used`}
}

function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`
}
