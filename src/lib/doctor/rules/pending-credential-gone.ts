import {decided, idOf} from '../decided.ts'
import type {Rule} from '../rule.ts'

export const pendingCredentialGone: Rule = {
  id: 'pending-credential-gone',
  severity: 'critical',
  title: 'The target does not know the credential in AWSPENDING',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['auto', 'ask'],
  tier: 'A',
  detects: 'The target lists its credentials and the pending one is not among them, so no step can revive it.',
  repair: 'Takes AWSPENDING off (automatic), then offers a new rotation (asks).',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  check: facts =>
    decided(
      facts,
      'pending-credential-gone',
      () => `The credential in ${idOf(facts.pending?.versionId)} does not exist at the target any more.`,
    ),
}
