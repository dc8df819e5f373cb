import type {Bench, OpenRotation} from '../bench.ts'
import type {Plan, Scenario} from '../item.ts'
import type {RotationResult, Seen} from '../observation.ts'
import {callsOf} from '../plain-run.ts'
import {policyOf} from '../policy.ts'
import {STEPS, type Step} from '../steps.ts'
import {everyAttempt} from '../struck-step.ts'

export interface MinimalPolicyFacts {
  /** What is played under the recorded policy, as it came out with all rights just before. */
  readonly free: RotationResult
  /** The same again with the rights that were used, and no other. Absent: `free` failed. */
  readonly bound?: RotationResult
  /** Calls of the function that were denied meanwhile. */
  readonly denied: readonly Seen[]
}

/** Codes of a missing permission, which no fault has made. */
const DENIED = /^(AccessDenied(Exception)?|AuthorizationError|UnauthorizedException)$/

/** R, and the retry after a fault in each step, with all rights and then under the policy of what was called so far. */
export function minimalPolicy(plan: Plan): readonly Scenario<MinimalPolicyFacts>[] {
  return [
    {name: 'minimal-policy/rotation', group: 'minimal-policy', play: bench => playTwice(bench, () => bench.rotate())},
    ...STEPS.map(step => ({
      name: `minimal-policy/retry/${step}`,
      group: 'minimal-policy',
      play: (bench: Bench) => playTwice(bench, () => retriedAfter(bench, step, plan)),
    })),
  ]
}

async function playTwice(bench: Bench, part: () => Promise<RotationResult>): Promise<MinimalPolicyFacts> {
  // Credentials beside each other are retired once their overlap is over, and removed when their last label is gone.
  const [before, apartMs] = bench.kind === 'add' ? [2, bench.periodMs] : [1, 0]
  for (let rotations = 0; rotations < before; rotations += 1) {
    const first = await bench.rotate()
    if (!first.ok) return {free: first, denied: []}
    await bench.advance(apartMs)
  }
  const free = await part()
  if (!free.ok) return {free, denied: []}
  await bench.advance(apartMs)
  await bind(bench)
  const from = bench.seen().length
  const bound = await part()
  const own = bench.seen().slice(from)
  return {free, bound, denied: own.filter(({by, error, fault}) => by === 'function' && !fault && isDenied(error))}
}

const isDenied = (error: Seen['error']) => error !== undefined && DENIED.test(error.code)

/** The role of the function may do what the function has done, and nothing else. */
async function bind(bench: Bench): Promise<void> {
  const policy = policyOf(bench.seen().filter(({by}) => by === 'function'))
  const FunctionName = bench.functionArn
  const {Role} = (await bench.call('lambda', 'GetFunctionConfiguration', {FunctionName})) as {Role: string}
  const RoleName = Role.split('/').at(-1)
  const {PolicyNames} = (await bench.call('iam', 'ListRolePolicies', {RoleName})) as {PolicyNames: readonly string[]}
  const PolicyDocument = JSON.stringify(policy)
  for (const PolicyName of PolicyNames) await bench.call('iam', 'PutRolePolicy', {RoleName, PolicyName, PolicyDocument})
}

/**
 * retry(k): the last call of a step fails for good, and the service tries again with the same token. In createSecret the
 * process dies with it, which leaves behind what was made.
 */
async function retriedAfter(bench: Bench, step: Step, plan: Plan): Promise<RotationResult> {
  const last = callsOf(plan.plain, step).at(-1)
  const kind = step === 'createSecret' ? 'kill-before' : 'access-denied'
  const caught: {open?: OpenRotation} = {}
  const first = await bench.rotate({
    beforeStep(next, open) {
      caught.open = open
      const isStruck = next === step && last !== undefined
      bench.faults(isStruck ? [{kind, ...everyAttempt({step, call: 0, seen: last}, plan)}] : [])
    },
    afterStep: () => bench.faults([]),
    ...(last === undefined ? {lost: step} : {}),
  })
  return first.ok || caught.open === undefined ? first : bench.retry(caught.open)
}
