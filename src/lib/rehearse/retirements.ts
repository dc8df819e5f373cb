import type {Plan} from './item.ts'
import {holderOf} from './labels.ts'
import type {LiveCredential, Observation, Sample, Seen} from './observation.ts'
import type {Rotations} from './scenarios/rotations.ts'

/** What is wrong with how a credential was retired. */
export interface RetirementBreach {
  readonly expected: string
  readonly observed: string
}

/** Credentials that are active and that no labelled version holds, whoever made them. */
export function unlabelledAt({live = [], labels}: Sample): readonly LiveCredential[] {
  return live.filter(({state, versions}) => state === 'active' && !versions.some(version => labels[version]))
}

/** A credential that the function deleted. */
interface Deletion {
  /** As it stood before. */
  readonly credential: LiveCredential
  readonly before: Sample
  readonly entry: Seen
  /** The call that disabled it. Absent: it ended by itself. */
  readonly disabled?: Seen
}

/** The first credential that was deleted otherwise than the contract allows; undefined: none was. */
export function judgeRetirements(observation: Observation<Rotations>, plan: Plan): RetirementBreach | undefined {
  for (const deletion of deletionsIn(observation)) {
    const {credential, entry, disabled} = deletion
    const name = `the credential ending in ${credential.id.slice(-4)}`
    if (credential.state !== 'disabled') {
      const observed = `${entry.operation} in ${entry.step ?? ''} deleted ${name} while it was ${credential.state}`
      return {expected: 'a credential is disabled before it is deleted', observed}
    }
    if (disabled === undefined || plan.provider !== 'iam') continue
    if (!isProved(observation, disabled, deletion)) {
      const expected = 'between disabling and deleting, the current credential is seen to work'
      return {expected, observed: `${name} was deleted without that`}
    }
    const wrong = disabled.invocation === entry.invocation ? whyNotAtOnce(observation, deletion) : undefined
    if (wrong === undefined) continue
    const expected =
      'one invocation disables and deletes only what AWSPREVIOUS alone holds after its overlap, in createSecret'
    return {expected, observed: `${name} went at once ${wrong}`}
  }
  return undefined
}

function deletionsIn({samples, seen}: Observation): readonly Deletion[] {
  const disabledBy = new Map<string, Seen>()
  return samples.flatMap((now, at) => {
    const before = samples[at - 1]
    const entry = seen[now.after]
    // Between two samples after one entry only time has passed.
    if (before === undefined || entry?.by !== 'function' || now.after === before.after) return []
    return (before.live ?? []).flatMap((credential): Deletion[] => {
      const left = now.live?.find(({id}) => id === credential.id)
      if (left?.state === 'disabled' && credential.state !== 'disabled') disabledBy.set(credential.id, entry)
      if (left !== undefined) return []
      const disabled = disabledBy.get(credential.id)
      return [{credential, before, entry, ...(disabled === undefined ? {} : {disabled})}]
    })
  })
}

function isProved({uses = []}: Observation, disabled: Seen, {before, entry}: Deletion): boolean {
  const current = holderOf(before.labels, 'AWSCURRENT')
  return uses.some(
    ({after, by, accepted, versions}) =>
      by === 'function' &&
      accepted &&
      after > disabled.index &&
      after < entry.index &&
      versions.some(version => version === current),
  )
}

/** Why a credential must not be disabled and deleted in one invocation; undefined: it may. */
function whyNotAtOnce(
  {samples, facts: {overlapMs}}: Observation<Rotations>,
  {credential: {versions}, before, entry}: Deletion,
): string | undefined {
  if (entry.step !== 'createSecret') return `in ${entry.step ?? 'no step'}`
  const labels = versions.flatMap(version => before.labels[version] ?? [])
  const other = labels.find(label => label !== 'AWSPREVIOUS')
  if (other !== undefined) return `while a version with ${other} held it`
  const replaced = samples.findLast(sample => versions.includes(holderOf(sample.labels, 'AWSCURRENT') ?? ''))
  return replaced !== undefined && before.at - replaced.at < overlapMs ? 'within its overlap' : undefined
}
