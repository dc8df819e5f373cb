import {holdLabel, type SecretFacts, valueOf, type VersionFacts} from '../facts.ts'
import {planned} from '../plans.ts'
import type {FindingDraft, Rule} from '../rule.ts'
import {idOf} from '../decided.ts'

export const holdLabelLeft: Rule = {
  id: 'hold-label-left',
  severity: 'low',
  title: 'A recovery label is left although a later rotation succeeded, or a put did not end',
  topic: 'labels',
  group: 'posture',
  fixClasses: ['ask'],
  tier: 'B',
  detects:
    'A version still carries secrot-hold-… from an earlier repair, or from a secrot put that did not come to its end.',
  repair: 'Takes it off (asks), only if the target rejects that value or the version has another label.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html',
  check: facts => {
    const rotatedAt = valueOf(facts.labels)?.description.lastRotatedAt ?? 0
    const all = [facts.current, facts.previous, ...facts.others].filter(version => version !== undefined)
    return all
      .filter(version => version.labels.includes(holdLabel(version.versionId)))
      .filter(version => rotatedAt > (version.createdAt ?? Infinity) || isUnfinishedPut(facts, version))
      .map(version => draftOf(facts, version))
  },
}

/** `secrot put` stores under this label first: it ended before AWSCURRENT was there, or before the label was gone. */
function isUnfinishedPut({current}: SecretFacts, version: VersionFacts): boolean {
  if (version.versionId === current?.versionId) return true
  return version.labels.length === 1 && (version.createdAt ?? 0) > (current?.createdAt ?? Infinity)
}

function draftOf(facts: SecretFacts, version: VersionFacts): FindingDraft {
  const label = holdLabel(version.versionId)
  const auth = valueOf(version.auth)
  const isNewer = version.versionId !== facts.current?.versionId && isUnfinishedPut(facts, version)
  const mayGo = auth === 'no' || auth === 'gone' || version.labels.length > 1
  return {
    message: `${idOf(version.versionId)} still carries ${label}${isNewer ? ', and was never made current' : ''}.`,
    planned: mayGo
      ? planned(
          facts,
          {fixClass: 'ask'},
          {
            name: 'unpin',
            calls: [{kind: 'move', label, from: version.versionId}],
            hits: 'nobody',
            undo: [{kind: 'move', label, to: version.versionId}],
            question: `Take ${label} off ${version.versionId}?`,
          },
        )
      : {kind: 'refused', because: 'its value may be live, and it has no other label'},
  }
}
