import {hasValue, type SecretVersion} from './entities.ts'

export const CURRENT = 'AWSCURRENT'
export const PENDING = 'AWSPENDING'
export const PREVIOUS = 'AWSPREVIOUS'

type Versions = readonly SecretVersion[]

/** The version that holds a label; a label is on at most one version of a secret. */
export function holderOf(versions: Versions, label: string): SecretVersion | undefined {
  return versions.find(version => version.labels.includes(label))
}

export function versionOf(versions: Versions, id: string): SecretVersion | undefined {
  return versions.find(version => version.id === id)
}

/** A version without a label is deprecated. */
export function labelled(versions: Versions): Versions {
  return versions.filter(version => version.labels.length > 0)
}

export function labelCount(versions: Versions): number {
  return versions.reduce((count, version) => count + version.labels.length, 0)
}

/**
 * Puts a label on a version and takes it from every other one. AWSCURRENT leaves AWSPREVIOUS where it was, so the
 * version that held AWSPREVIOUS loses it; AWSPENDING stays, also on the version that becomes current: recordings show
 * that although a page of the user guide says otherwise.
 */
export function attach(versions: Versions, id: string, label: string): Versions {
  const holder = holderOf(versions, label)
  if (holder?.id === id) return versions
  const moved = relabel(versions, label, id)
  return label === CURRENT && holder !== undefined ? relabel(moved, PREVIOUS, holder.id) : moved
}

/** Takes a label off whichever version holds it. */
export function detach(versions: Versions, label: string): Versions {
  return relabel(versions, label, undefined)
}

/**
 * The labels of a new value. A value that becomes AWSCURRENT takes AWSPENDING from wherever it is, which abandons a
 * rotation. Sources: PutSecretValue's page and the user guide on RotationAbandoned events. Recorded is only that it takes
 * it from the version that was current; with `dropsPending` false it takes it from no other.
 */
export function place(versions: Versions, id: string, stages: readonly string[], dropsPending: boolean): Versions {
  const drops = dropsPending || holderOf(versions, PENDING)?.labels.includes(CURRENT) === true
  const cleared = stages.includes(CURRENT) && drops ? detach(versions, PENDING) : versions
  const ordered = stages.toSorted((a, b) => Number(b === CURRENT) - Number(a === CURRENT))
  return ordered.reduce((placed, label) => attach(placed, id, label), cleared)
}

/** An empty version exists only for its label: without one nothing is left of it. */
export function withoutEmpty(versions: Versions): Versions {
  const kept = versions.filter(version => version.labels.length > 0 || hasValue(version))
  return kept.length === versions.length ? versions : kept
}

/** Labelled versions only, version id → labels. */
export function labelMap(versions: Versions): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(labelled(versions).map(version => [version.id, version.labels]))
}

/** Whether every version has the same labels in both, in any order. */
export function sameLabels(one: Versions, other: Versions): boolean {
  const before = labelled(one)
  if (before.length !== labelled(other).length) return false
  return before.every(version => {
    const labels = versionOf(other, version.id)?.labels ?? []
    return labels.length === version.labels.length && version.labels.every(label => labels.includes(label))
  })
}

function relabel(versions: Versions, label: string, to: string | undefined): Versions {
  return versions.map(version => {
    const has = version.labels.includes(label)
    if (has === (version.id === to)) return version
    return {...version, labels: has ? version.labels.filter(held => held !== label) : [...version.labels, label]}
  })
}
