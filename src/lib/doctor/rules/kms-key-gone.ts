import {isAlias, type SecretKey} from '../encryption.ts'
import {line} from '../evidence.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import {keptBy, type KeptByKey} from '../key-loss.ts'
import type {Advice, FindingDraft, Rule} from '../rule.ts'

export const kmsKeyGone: Rule = {
  id: 'kms-key-gone',
  severity: 'critical',
  title: 'The KMS key of the secret was deleted',
  topic: 'kms',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects:
    'There is no such key any more: the versions under it are lost for good, and no rotation can store a value. Of an alias that leads nowhere, the latter alone is certain.',
  repair:
    'None: names the versions that are lost and those under another key, and prints how a new value is stored under one.',
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html',
  check: facts =>
    (facts.kmsKeys ?? []).flatMap(key => {
      const found = valueOf(key.state)
      return found?.kind === 'gone' ? [finding(facts, key, found.readAt)] : []
    }),
}

function finding(facts: SecretFacts, key: SecretKey, readAt: number): FindingDraft {
  const kept = certain(facts, key)
  const lost = kept.labels === '' ? [] : [`the value of ${kept.labels} is lost`]
  const closed = key.forNew ? ['no new value can be stored'] : []
  const what = isAlias(key.id) ? `${key.id} leads to no key` : `there is no KMS key ${key.id}`
  return {
    message: `${[what, ...lost, ...closed].join(', and ')}.`,
    severity: kept.rotation ? 'critical' : 'high',
    blocks: kept.rotation,
    consumersDown: kept.current,
    isCause: true,
    resource: key.id,
    evidence: [
      line('key', {subject: key.id}, [{text: 'unknown to KMS', at: readAt}], {source: 'kms', at: readAt}),
      ...left(facts, key).map(({versionId, labels}) =>
        line(
          'kept',
          {versionId},
          [{text: labels.length === 0 ? 'no label' : labels.join(', ')}, {text: 'another key'}],
          {
            source: 'labels',
            at: readAt,
          },
        ),
      ),
    ],
    advice: advice(facts, key),
  }
}

/**
 * What is lost for certain. A version stays under the key that its alias led to when it was stored, and that key may
 * still be there: https://docs.aws.amazon.com/kms/latest/developerguide/alias-about.html.
 */
function certain(facts: SecretFacts, key: SecretKey): KeptByKey {
  return isAlias(key.id) ? {labels: '', current: false, rotation: key.forNew} : keptBy(facts, key)
}

/** Versions under another key that can be used, as far as is known; newest first. */
function left(facts: SecretFacts, key: SecretKey) {
  const dead = (facts.kmsKeys ?? []).filter(({state}) => {
    const found = valueOf(state)
    return found === undefined || found.kind === 'gone' || found.state !== 'Enabled'
  })
  return (valueOf(facts.labels)?.versions ?? [])
    .filter(({versionId}) => ![key, ...dead].some(one => one.versionIds.includes(versionId)))
    .toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
}

function advice(facts: SecretFacts, key: SecretKey): readonly Advice[] {
  const others = left(facts, key).map(({versionId}) => versionId)
  return [
    ...(key.forNew
      ? [
          'Choose another key for new values; without a key id it is the one of Secrets Manager:',
          {
            service: 'secretsmanager',
            operation: 'UpdateSecret',
            input: {SecretId: facts.arn, KmsKeyId: 'alias/aws/secretsmanager'},
          },
        ]
      : []),
    ...(certain(facts, key).current
      ? [
          others.length === 0
            ? 'No version is left that can be read: take the credential from whoever keeps it, or make a new one.'
            : `Under another key there is still ${others.join(', ')}.`,
          'Then store the value that works:',
          {secrot: ['put', facts.name]},
        ]
      : []),
  ]
}
