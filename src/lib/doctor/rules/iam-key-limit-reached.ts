import {type KeyFacts, type SecretFacts, valueOf} from '../facts.ts'
import {useEvidence} from '../key-evidence.ts'
import type {Stays} from '../../rotation/overlap.ts'
import {staysAtNextWindow} from '../key-turn.ts'
import type {FindingDraft, Rule} from '../rule.ts'
import {KEY_LIMIT} from '../key-limit.ts'
import {deletion, disable, labelledKeyIds} from '../spare-key.ts'

export const iamKeyLimitReached: Rule = {
  id: 'iam-key-limit-reached',
  severity: 'critical',
  title: 'The IAM user has two access keys, and the next rotation finds no place for another',
  topic: 'iam-keys',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects:
    'The next rotation cannot make a key: one of the two is in no labelled version, or the packaged rotator may not end the key of AWSPREVIOUS yet when the next window opens. The keys of AWSCURRENT and AWSPREVIOUS alone are the healthy state.',
  repair:
    'Shows who used the key, by IAM and by the trail of the last hours; disables one that no labelled version holds and nobody used for two weeks (asks, named by its last four characters).',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  check: facts => {
    const keys = valueOf(facts.keys)
    const labelled = labelledKeyIds(facts)
    if (keys === undefined || labelled === undefined || keys.keys.length < KEY_LIMIT) return []
    const spare = keys.keys.find(key => !labelled.includes(key.accessKeyId))
    if (spare === undefined) return turnOf(facts, keys)
    return [
      {
        message: `${keys.userName} has ${keys.keys.length} keys, and …${spare.accessKeyId.slice(-4)} is in no labelled version.`,
        planned: disable(facts, keys, spare),
        evidence: spare.active ? useEvidence(facts, spare) : [],
        isCause: true,
        resource: `user ${keys.userName}`,
        advice: deletion(keys, spare),
      },
    ]
  },
}

/** Both keys are in labelled versions, and the older one has to stay beyond the next window. */
function turnOf(facts: SecretFacts, keys: KeyFacts): readonly FindingDraft[] {
  const key = keys.keys.find(({accessKeyId}) => accessKeyId === facts.previous?.accessKeyId)
  const stays = key === undefined ? undefined : staysAtNextWindow(facts, key)
  if (key === undefined || stays === undefined) return []
  return [
    {
      message: `${keys.userName} has ${keys.keys.length} keys, and …${key.accessKeyId.slice(-4)} of AWSPREVIOUS ${whyItStays(stays)}: the rotation of the window at ${timeText(stays.windowAt)} finds no place for a key.`,
      evidence: useEvidence(facts, key),
      isCause: true,
      resource: `user ${keys.userName}`,
      advice:
        stays.because !== 'overlap'
          ? ['who it is:', {secrot: ['retire', facts.name, '--dry-run']}]
          : ['rotate less often, or shorten the overlap (tag secrot:overlap-hours)'],
    },
  ]
}

function whyItStays({because, until}: Stays): string {
  if (because === 'use') return 'was used after its overlap'
  if (because === 'labels')
    return 'may have to stay, since labels were moved back and its overlap counts from the first rotation that finds them so'
  return `has to stay until ${timeText(until)}, when its overlap is over and IAM knows its last use`
}

function timeText(at = 0): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`
}
