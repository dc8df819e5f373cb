import type {Kind} from './kind.ts'
import {holderOf} from './labels.ts'
import type {LiveCredential, Observation, Sample} from './observation.ts'

/** A breach of the safety rules of handler-contract §3, and the entry of J after which it stood. */
export interface Breach {
  readonly after: number
  readonly expected: string
  readonly observed: string
}

const short = (version: string) => version.slice(0, 8)

/** Breaches up to entry `until` of J. Absent: all of them. */
export function breachesOf(observation: Observation, kind: Kind, until = Number.POSITIVE_INFINITY): readonly Breach[] {
  const samples = observation.samples.filter(({after}) => after <= until)
  return [
    ...samples.flatMap(sample => lockedOut(sample, kind)),
    ...samples.flatMap((sample, at) => lostLabel(samples[at - 1], sample)),
    ...labelsMovedEarly(observation, until),
    ...refusedClients(observation, kind, until),
  ]
}

/** Some labelled version is accepted at every moment; of credentials that live side by side AWSCURRENT itself is. */
function lockedOut({after, labels, accepted, places, step}: Sample, kind: Kind): readonly Breach[] {
  const current = holderOf(labels, 'AWSCURRENT')
  if (current === undefined) return [{after, expected: 'some version holds AWSCURRENT', observed: 'no version did'}]
  if (accepted === undefined) return []
  // Of several places one is changed before the other: for a moment no value is good at both.
  if ((places ?? [accepted]).some(at => !at.some(version => labels[version] !== undefined))) {
    return [{after, expected: 'the target accepts the value of some labelled version', observed: 'it accepted none'}]
  }
  if (kind === 'rep' || accepted.includes(current)) return []
  const when = step === undefined ? '' : ` during ${step}`
  return [{after, expected: 'AWSCURRENT is accepted at every moment', observed: `${short(current)} was refused${when}`}]
}

/** A version whose value is accepted keeps a label, unless its credential is retired. */
function lostLabel(before: Sample | undefined, now: Sample): readonly Breach[] {
  if (before === undefined || now.accepted === undefined) return []
  return Object.keys(before.labels).flatMap(version => {
    if (now.labels[version] !== undefined || now.accepted?.includes(version) !== true) return []
    if (isRetired(now.live ?? [], version)) return []
    const observed = `${short(version)} lost its last label while the target accepted it`
    return [{after: now.after, expected: 'no version that works loses its last label', observed}]
  })
}

function isRetired(live: readonly LiveCredential[], version: string): boolean {
  const own = live.find(({versions}) => versions.includes(version))
  if (own === undefined || own.state !== 'active') return true
  // The same credential is in a version that holds a label, as after a test rotation's copy.
  return own.versions.some(other => other !== version)
}

/** Labels move in finishSecret only; createSecret adds AWSPENDING to the version it makes. */
function labelsMovedEarly({seen}: Observation, until: number): readonly Breach[] {
  return seen.flatMap((entry, at) => {
    if (entry.by !== 'function' || !entry.tookEffect || entry.step === 'finishSecret' || at > until) return []
    const before = seen[at - 1]?.labels ?? entry.labels
    const moved = ['AWSCURRENT', 'AWSPREVIOUS'].find(label => holderOf(before, label) !== holderOf(entry.labels, label))
    if (moved === undefined) return []
    const observed = `${entry.operation} in ${entry.step ?? 'an unknown step'} moved ${moved}`
    return [{after: at, expected: 'only finishSecret moves AWSCURRENT and AWSPREVIOUS', observed}]
  })
}

function refusedClients({rejections = []}: Observation, kind: Kind, until: number): readonly Breach[] {
  if (kind === 'rep' || kind === 'rand') return []
  return rejections.slice(0, 1).flatMap(({after, version, held}) => {
    if (after > until) return []
    const who = held === 'current' ? 'a client that read AWSCURRENT' : 'a client with a cached value'
    return [{after, expected: 'no client is refused', observed: `${who} (${short(version)}) was refused`}]
  })
}

/** Credentials made in the scenario that no labelled version holds and that are not retired. */
export function orphansAt({live = [], labels}: Sample): readonly LiveCredential[] {
  return live.filter(
    ({state, versions, initial}) =>
      state === 'active' && !initial && !versions.some(version => labels[version] !== undefined),
  )
}

/** Longest time in virtual ms for which AWSCURRENT was dead: measured for `rep`, where it may be. */
export function deadCurrentMs({samples}: Observation): number {
  let worst = 0
  let since: number | undefined
  for (const {at, labels, accepted} of samples) {
    const current = holderOf(labels, 'AWSCURRENT')
    const dead = accepted !== undefined && current !== undefined && !accepted.includes(current)
    if (dead) since ??= at
    if (since !== undefined) worst = Math.max(worst, at - since)
    if (!dead) since = undefined
  }
  return worst
}
