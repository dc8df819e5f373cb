import {holderOf} from './labels.ts'
import type {LiveCredential, Observation, Sample} from './observation.ts'

/** Virtual time for which an old credential must go on working. */
const OVERLAP_MS = 24 * 60 * 60 * 1000

/**
 * The first credential of a labelled version that createSecret put an end to, as a few words. `retires`: the provider whose
 * handler may end the key that only AWSPREVIOUS holds, once its overlap is over.
 */
export function revokedInCreate({samples}: Observation, {retires}: {retires: boolean}): string | undefined {
  for (const [at, now] of samples.entries()) {
    const before = samples[at - 1]
    if (now.step !== 'createSecret' || before === undefined) continue
    const key = before.live?.find(
      credential =>
        isHeld(credential, before) && !isActive(credential.id, now) && !(retires && isOver(credential, samples, at)),
    )
    if (key !== undefined) {
      const labels = key.versions.flatMap(version => before.labels[version] ?? [])
      return `the credential of ${labels.join(' and ')} was disabled or deleted`
    }
    const refused = before.accepted?.find(
      version => before.labels[version] !== undefined && isRefused(version, before, now),
    )
    if (refused !== undefined) return `the value of ${refused.slice(0, 8)} was refused from then on`
  }
  return undefined
}

function isHeld({state, versions}: LiveCredential, {labels}: Sample): boolean {
  return state === 'active' && versions.some(version => labels[version] !== undefined)
}

function isActive(id: string, {live = []}: Sample): boolean {
  return live.some(credential => credential.id === id && credential.state === 'active')
}

/** A login that stayed what it was but for its password, as no list of credentials shows. */
function isRefused(version: string, before: Sample, now: Sample): boolean {
  const isListed = before.live?.some(({versions}) => versions.includes(version)) === true
  return !isListed && now.accepted?.includes(version) === false
}

/** Only AWSPREVIOUS holds it, and its overlap is over. */
function isOver({versions}: LiveCredential, samples: readonly Sample[], at: number): boolean {
  const before = samples[at - 1]!
  const held = versions.filter(version => before.labels[version] !== undefined)
  const [only] = held
  if (held.length !== 1 || only === undefined || before.labels[only]?.join() !== 'AWSPREVIOUS') return false
  const last = samples.findLastIndex(({labels}, index) => index < at && holderOf(labels, 'AWSCURRENT') === only)
  const replacedAt = samples[last + 1]!.at
  return before.at - replacedAt >= OVERLAP_MS
}
