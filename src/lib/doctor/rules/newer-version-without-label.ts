import {decide} from '../decide.ts'
import {plannedFor, idOf} from '../decided.ts'
import {eventLine, evidenceOf} from '../evidence.ts'
import {isHoldLabel, type SecretFacts, valueOf} from '../facts.ts'
import {authOf} from '../pending-state.ts'
import type {Rule} from '../rule.ts'

const DAY_MS = 86_400_000
const PURGE_ABOVE = 100

export const newerVersionWithoutLabel: Rule = {
  id: 'newer-version-without-label',
  severity: 'high',
  title: 'A version newer than AWSCURRENT, written by the function, has no label',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['auto', 'ask'],
  tier: 'A',
  detects: 'Somebody took AWSPENDING off a version that may hold the live credential; it may be purged one day.',
  repair:
    'Keeps it with a recovery label (automatic); if the target takes it and rejects AWSCURRENT, finishes with it (asks).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html',
  check: facts => {
    const decision = decide(facts)
    if (decision.finding !== 'newer-version-without-label' || decision.candidate === undefined) return []
    const versionId = decision.candidate
    const refused = authOf(facts.current) === 'no'
    return [
      {
        severity: refused ? 'critical' : 'high',
        message: `${idOf(versionId)} is newer than AWSCURRENT, the function wrote it, and it has no label. ${deadline(facts, versionId)}`,
        evidence: [
          ...eventLine(facts, 'PutSecretValue', versionId),
          ...eventLine(facts, 'UpdateSecretVersionStage', versionId),
          ...evidenceOf(facts),
        ],
        verdict: decision.verdict,
        planned: plannedFor(facts, decision),
        consumersDown: refused,
        hasCause: true,
        ...(refused ? {hitsNote: 'they get the value that works'} : {}),
        advice: refused ? [] : ['ask the target with --probe to know whether it is the live one'],
      },
    ]
  },
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html: above 100 versions, never younger than a day. */
function deadline(facts: SecretFacts, versionId: string): string {
  const versions = valueOf(facts.labels)?.versions ?? []
  const version = versions.find(other => other.versionId === versionId)
  if (version?.labels.some(label => isHoldLabel(label)) === true)
    return 'Its recovery label keeps it from being purged.'
  const young = version?.createdAt !== undefined && facts.now - version.createdAt < DAY_MS
  const whenOld = young ? 'once it is a day old' : 'at any time'
  return versions.length > PURGE_ABOVE
    ? `AWS may purge it ${whenOld}: there are ${versions.length} versions.`
    : `AWS may purge it ${whenOld} as soon as there are more than ${PURGE_ABOVE} versions (now ${versions.length}).`
}
