import {inputRefused} from '../../rehearse/input/refused.ts'
import type {DeclaredTarget, SandboxTarget} from '../../rehearse/targets-declared.ts'

/** Kinds that can be declared and that nothing here stands for yet. */
const NOT_PLAYED: ReadonlySet<string> = new Set(['kms-key'])

/** Kinds of which the sandbox has as many as are wanted. */
const BESIDE: ReadonlySet<string> = new Set(['iam-user', 'appsync-api', 'login'])

/** What a rehearsal plays on. */
export interface PlayableTargets {
  /** The one whose credential is judged. Absent: none was declared. */
  readonly first?: DeclaredTarget
  /** What is on the stage beside it. */
  readonly beside: readonly SandboxTarget[]
}

/**
 * What a rehearsal plays on: the first target is judged, the others stand beside it. Throws TARGET_NOT_PLAYED (exit 2) rather
 * than judge less than was asked for.
 */
export function playableTargets(targets: readonly DeclaredTarget[]): PlayableTargets {
  const [first, ...others] = targets
  if (first === undefined) return {beside: []}
  for (const {kind} of targets) {
    if (!NOT_PLAYED.has(kind)) continue
    throw notPlayed(
      `A rehearsal cannot play on a target of kind ${kind} yet.`,
      'With --target none all but the items that ask a target are judged.',
    )
  }
  if (first.kind === 'none' && others.length > 0) {
    throw notPlayed(
      'Of several targets none was named first.',
      'Leave none out, and name the one that is judged first.',
    )
  }
  const beside = others.filter(isBeside)
  if (beside.length < others.length) {
    const {kind} = others.find(other => !isBeside(other))!
    const which = [...BESIDE].join(', ')
    throw notPlayed(
      `A target of kind ${kind} stands beside no other.`,
      `Name it first, or alone; beside a first target there may be ${which}.`,
    )
  }
  refuseTwice([first, ...beside])
  return {first, beside}
}

const isBeside = (target: DeclaredTarget): target is SandboxTarget => BESIDE.has(target.kind)

/** Two of one kind need a name each, or both would be the same. */
function refuseTwice(targets: readonly DeclaredTarget[]): void {
  const seen = new Set<string>()
  for (const target of targets) {
    const name = 'name' in target ? target.name : undefined
    const key = `${target.kind}:${name ?? ''}`
    if (seen.has(key)) {
      const what = name === undefined ? target.kind : key
      throw notPlayed(`The target ${what} was named twice.`, 'Give each a name of its own: --target iam-user:deploy')
    }
    seen.add(key)
  }
}

const notPlayed = (message: string, hint: string) => inputRefused('TARGET_NOT_PLAYED', message, hint)
