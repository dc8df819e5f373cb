import {decide} from '../decide.ts'
import {decided, idOf} from '../decided.ts'
import {eventLine, evidenceOf} from '../evidence.ts'
import {holdLabel, type SecretFacts, valueOf, type VersionFacts} from '../facts.ts'
import {authOf} from '../pending-state.ts'
import {pinDraft, planned} from '../plans.ts'
import type {FindingDraft, Rule} from '../rule.ts'

const id = 'rotation-abandoned'

export const rotationAbandoned: Rule = {
  id,
  severity: 'high',
  title: 'A hand-written value ended a rotation, and the version it was making has no label',
  topic: 'schedule',
  group: 'condition',
  fixClasses: ['auto', 'ask'],
  tier: 'A',
  detects: 'A write in the middle of a rotation took AWSPENDING off: that value may be live and may be purged.',
  repair:
    'Keeps it with a recovery label (automatic); if the target takes it and rejects AWSCURRENT, finishes with it (asks).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieve-ct-entries.html',
  check: facts => {
    const decision = decide(facts)
    const promoted = decided(
      facts,
      id,
      () => `The target rejects AWSCURRENT and takes ${idOf(decision.candidate)}, which lost its label.`,
      {severity: 'critical', consumersDown: true, hitsNote: 'they get the value that works'},
    )
    return promoted.length > 0 ? promoted : leftovers(facts)
  },
}

function leftovers(facts: SecretFacts): readonly FindingDraft[] {
  if (facts.pending !== undefined || authOf(facts.current) !== '?') return []
  return abandonedVersions(facts).map(version => ({
    message: `A hand-written value ended the rotation to ${idOf(version.versionId)}, which may be what the target takes.`,
    evidence: [...eventLine(facts, 'RotationAbandoned', version.versionId), ...evidenceOf(facts)],
    planned: version.labels.includes(holdLabel(version.versionId))
      ? {kind: 'refused', because: 'it is kept by its hold label; ask the target to know whether it is the live one'}
      : planned(facts, {fixClass: facts.attested.length > 0 ? 'ask' : 'auto'}, pinDraft(version)),
    advice: ['ask the target with --probe to know whether it is the live one'],
  }))
}

/** Versions whose rotation was abandoned after the last success, that may hold a live value. */
function abandonedVersions(facts: SecretFacts): readonly VersionFacts[] {
  const events = valueOf(facts.events)?.events ?? []
  const succeededAt = events.find(event => event.name === 'RotationSucceeded')?.at ?? 0
  const abandoned = new Set(
    events.filter(event => event.name === 'RotationAbandoned' && event.at > succeededAt).map(event => event.versionId),
  )
  return facts.others.filter(
    version =>
      abandoned.has(version.versionId) &&
      (version.value === 'own' || version.value === 'unread') &&
      valueOf(version.auth) !== 'no' &&
      valueOf(version.auth) !== 'gone' &&
      version.labels.every(label => label === holdLabel(version.versionId)),
  )
}
