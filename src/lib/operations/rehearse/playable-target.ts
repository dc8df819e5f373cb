import {inputRefused} from '../../rehearse/input/refused.ts'
import type {DeclaredTarget, SandboxTarget} from '../../rehearse/targets-declared.ts'

/** Kinds of which the sandbox has as many as are wanted. */
const BESIDE: ReadonlySet<string> = new Set(['iam-user', 'appsync-api', 'login'])

/** What a rehearsal plays on. */
export interface PlayableTargets {
  /** The one whose credential is judged. Absent: none was declared. */
  readonly first?: DeclaredTarget
  /** What is on the stage beside it. */
  readonly beside: readonly SandboxTarget[]
  /** Of the customer managed key that the secret is encrypted with. Absent: AWS's own key. */
  readonly keyAlias?: string
}

/**
 * What a rehearsal plays on: the first target is judged, the others stand beside it. Throws TARGET_NOT_PLAYED (exit 2) rather
 * than judge less than was asked for.
 */
export function playableTargets(targets: readonly DeclaredTarget[]): PlayableTargets {
  const key = keyOf(targets.filter(({kind}) => kind === 'kms-key'))
  const [first, ...others] = targets.filter(({kind}) => kind !== 'kms-key')
  if (first === undefined) return {beside: [], ...key}
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
  return {first, beside, ...key}
}

const isBeside = (target: DeclaredTarget): target is SandboxTarget => BESIDE.has(target.kind)

/** Of a customer's alias: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html; `alias/` may be left out. */
const ALIAS = /^(?!aws\/)[A-Za-z0-9/_-]{1,250}$/

/** A key is no target that honours a credential: it stands beside any of them. */
function keyOf(keys: readonly DeclaredTarget[]): Pick<PlayableTargets, 'keyAlias'> {
  const [key] = keys
  if (key === undefined) return {}
  if (keys.length > 1)
    throw notPlayed('A secret is encrypted with one key, and several were named.', 'Name one kms-key.')
  const name = (('name' in key ? key.name : undefined) ?? 'rehearsed').replace(/^alias\//, '')
  if (!ALIAS.test(name)) {
    const what = JSON.stringify(name.slice(0, 60))
    throw notPlayed(
      `The key ${what} has no alias that a customer can give.`,
      'An alias has letters, digits, slashes, dashes and underscores: --target kms-key:alias/orders',
    )
  }
  return {keyAlias: `alias/${name}`}
}

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
