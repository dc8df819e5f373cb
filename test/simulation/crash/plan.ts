import type {FaultRule} from '../../../src/lib/sandbox/fault-rules.ts'
import {seeded} from '../../support/rotation-story.ts'
import {operatorArn, rotatorName} from './names.ts'

export type TargetKind = 'login' | 'access-key'

/** secrot dies, as by kill −9, at its n-th call of one kind: before that has an effect, or before its reply is there. */
export interface Death {
  readonly operation: string
  readonly nth: number
  readonly when: 'before' | 'after'
}

/** What happens while things go wrong. `aws-rotates`, `cancels` and the like are other people's doing. */
export type Act =
  | {readonly kind: 'aws-rotates'}
  | {readonly kind: 'aws-tests'}
  | {readonly kind: 'secrot'; readonly command: 'doctor' | 'rotate'; readonly death?: Death}
  | {readonly kind: 'cancels'}
  | {readonly kind: 'puts'; readonly value: 'working' | 'junk'}
  | {readonly kind: 'drops-pending'}
  | {readonly kind: 'stages-own'}
  | {readonly kind: 'resets-target'; readonly to: 'AWSPREVIOUS' | 'AWSCURRENT' | 'AWSPENDING'}
  | {readonly kind: 'target'; readonly is: 'down' | 'slow' | 'up'}
  | {readonly kind: 'passes'; readonly ms: number}

/** What is the case before anything goes wrong. */
export interface Beginning {
  readonly target: TargetKind
  /** Rotations that went well before; 0: the schedule was switched on, and the value is the first. */
  readonly history: 0 | 1 | 2
  /** How often AWS tries a rotation. */
  readonly attempts: 1 | 2
  /** Events can be looked up after so many ms. */
  readonly trailDelayMs: 0 | 180_000
}

/** Equal for plans that begin alike. */
export function beginningKey({target, history, attempts, trailDelayMs}: Beginning): string {
  return JSON.stringify({target, history, attempts, trailDelayMs})
}

export interface CrashPlan extends Beginning {
  readonly seed: number
  readonly functionFaults: readonly FaultRule[]
  readonly operatorFaults: readonly FaultRule[]
  readonly acts: readonly Act[]
  /** How long nobody does anything, once faults have stopped, before doctor is asked. */
  readonly restMs: number
  /** Whether a rotation has to go through at the end. */
  readonly rotatesAtEnd: boolean
}

const minute = 60_000

export interface PlanOptions {
  /** Whether targets may be so slow that the function's time runs out. Absent: yes. */
  readonly slow?: boolean
  /** How often secrot is run while things go wrong, at most. Absent: 3. */
  readonly mostRuns?: number
  /** Absent: an hour, in which doctor may not yet know whether something runs. */
  readonly restMs?: number
  /** Absent: yes. */
  readonly rotatesAtEnd?: boolean
}

/** Everything follows from the seed. */
export function planOf(
  seed: number,
  {slow = true, mostRuns = 3, restMs = 60 * minute, rotatesAtEnd = true}: PlanOptions = {},
): CrashPlan {
  const random = seeded(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const chance = (share: number): boolean => random() < share
  const upTo = (most: number): number => 1 + Math.floor(random() * most)
  const target: TargetKind = chance(0.7) ? 'login' : 'access-key'

  const functionFaults = (): FaultRule[] => {
    const rules: FaultRule[] = []
    const on = {function: rotatorName}
    if (chance(0.6))
      rules.push({
        ...on,
        kind: pick(['kill-before', 'kill-after'] as const),
        operation: pick(functionCalls(target)),
        nth: upTo(3),
      })
    if (chance(0.35)) rules.push({...on, kind: pick(['kill-before', 'kill-after'] as const), probability: 0.2})
    if (chance(0.3))
      rules.push({
        ...on,
        kind: pick(['access-denied', 'server-error', 'throttle'] as const),
        operation: pick(functionCalls(target)),
        times: upTo(12),
      })
    if (chance(0.3)) rules.push({...on, kind: pick(['lost-reply', 'connection-reset'] as const), probability: 0.15})
    if (chance(0.15)) rules.push({...on, kind: 'stale-labels', probability: 0.2})
    return rules
  }

  // A rule for each operation: what secrot asks at the same time may arrive in either order, and must be struck alike.
  const anywhere = (kind: FaultRule['kind'], probability: number): FaultRule[] =>
    secrotCalls.map(operation => ({principal: operatorArn, operation, kind, probability}))

  const operatorFaults = (): FaultRule[] => {
    const on = {principal: operatorArn}
    const rules: FaultRule[] = []
    if (chance(0.4)) rules.push(...anywhere(pick(['throttle', 'server-error'] as const), 0.04))
    if (chance(0.4)) rules.push(...anywhere(pick(['lost-reply', 'connection-reset'] as const), 0.04))
    if (chance(0.3)) rules.push({...on, kind: pick(refusalsAndLosses), operation: pick(secrotChanges), times: upTo(2)})
    if (chance(0.2)) rules.push(...anywhere('stale-labels', 0.1))
    if (chance(0.1)) rules.push({...on, kind: 'access-denied', operation: pick(deniable)})
    return rules
  }

  const death = (): Death | undefined => {
    if (chance(0.1)) return undefined
    const when = pick(['before', 'after'] as const)
    if (chance(0.6)) return {operation: pick(secrotChanges), nth: chance(0.7) ? 1 : 2, when}
    return {operation: pick(secrotReads), nth: upTo(5), when}
  }
  const secrot = (command: 'doctor' | 'rotate'): Act => {
    const dies = death()
    return {kind: 'secrot', command, ...(dies === undefined ? {} : {death: dies})}
  }
  const passes = (): Act => ({kind: 'passes', ms: pick([1000, 5000, minute, 10 * minute, 40 * minute])})

  const begins = (): Act[] => {
    const draw = random()
    if (draw < 0.7) return [{kind: 'aws-rotates'}]
    if (draw < 0.85) return [secrot('rotate')]
    if (draw < 0.92) return [{kind: 'aws-tests'}]
    return [{kind: 'stages-own'}]
  }
  const meddles = (): Act[] => {
    const draw = random()
    if (draw < 0.55) return []
    if (draw < 0.65) return [{kind: 'cancels'}]
    if (draw < 0.75) return [{kind: 'puts', value: pick(['working', 'junk'] as const)}]
    if (draw < 0.85) return [{kind: 'drops-pending'}]
    if (draw < 0.95) return [{kind: 'resets-target', to: pick(['AWSPREVIOUS', 'AWSCURRENT', 'AWSPENDING'] as const)}]
    return [{kind: 'stages-own'}]
  }
  const trouble = (): Act[] =>
    target === 'login' && chance(0.2) ? [{kind: 'target', is: slow ? pick(['down', 'slow'] as const) : 'down'}] : []

  const acts: Act[] = [...trouble(), ...begins(), passes(), ...meddles(), passes()]
  if (acts[0]?.kind === 'target' && chance(0.7)) acts.push({kind: 'target', is: 'up'})
  for (let run = Math.min(mostRuns, upTo(3)); run > 0; run -= 1)
    acts.push(secrot(chance(0.85) ? 'doctor' : 'rotate'), passes())
  return {
    seed,
    target,
    history: pick([0, 1, 2] as const),
    attempts: pick([1, 2] as const),
    trailDelayMs: pick([0, 0, 180_000] as const),
    functionFaults: functionFaults(),
    operatorFaults: operatorFaults(),
    acts,
    restMs,
    rotatesAtEnd,
  }
}

const secrotChanges = [
  'UpdateSecretVersionStage',
  'UpdateSecretVersionStage',
  'UpdateSecretVersionStage',
  'RotateSecret',
  'Invoke',
] as const
const refusalsAndLosses = ['lost-reply', 'connection-reset', 'throttle', 'server-error', 'access-denied'] as const
const deniable = ['LookupEvents', 'FilterLogEvents', 'GetSecretValue'] as const
const secrotReads = [
  'DescribeSecret',
  'ListSecretVersionIds',
  'GetSecretValue',
  'LookupEvents',
  'FilterLogEvents',
  'GetCallerIdentity',
] as const

const secrotCalls: readonly string[] = [
  ...new Set([
    ...secrotChanges,
    ...secrotReads,
    'ListSecrets',
    'GetFunctionConfiguration',
    'GetFunctionConcurrency',
    'GetPolicy',
    'ListAccessKeys',
    'GetAccessKeyLastUsed',
    'UpdateAccessKey',
  ]),
]

function functionCalls(target: TargetKind): readonly string[] {
  const secrets = [
    'DescribeSecret',
    'GetSecretValue',
    'PutSecretValue',
    'PutSecretValue',
    'UpdateSecretVersionStage',
    'UpdateSecretVersionStage',
  ]
  if (target === 'login') return [...secrets, 'GetRandomPassword']
  return [...secrets, 'CreateAccessKey', 'UpdateAccessKey', 'ListAccessKeys', 'DeleteAccessKey']
}
