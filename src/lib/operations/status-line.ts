import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import type {EventFacts} from '../rotation/facts.ts'
import type {Judgement} from '../rotation/judgement.ts'
import {holdsPlaceholder} from '../rotation/first-value.ts'
import {AWSCURRENT, type SecretDescription, type Version} from '../rotation/secret.ts'
import {holderOf, pendingVersionOf} from '../rotation/staging.ts'
import {valueWritten} from '../rotation/value-age.ts'
import type {NotRead, StatusLine} from './status-result.ts'

/** What is shown of one judged secret. Keeps no label map, so that a hundred thousand lines fit into memory. */
export function lineOf(input: {
  readonly description: SecretDescription
  readonly judgement: Judgement
  readonly scope: AwsScope
  readonly events?: EventFacts
  readonly versions?: readonly Version[]
  readonly notRead?: readonly NotRead[]
}): StatusLine {
  const {description, judgement, scope, events, versions} = input
  // One literal with every member, absent or not: objects of one shape take a third of the memory.
  return {
    arn: description.arn,
    name: description.name,
    accountId: parseArn(description.arn)?.accountId ?? '',
    region: scope.region,
    profile: scope.profile,
    verdict: judgement.verdict,
    why: judgement.why,
    mayBeLive: judgement.pending?.mayBeLive ?? false,
    rotation: description.rotationEnabled === undefined ? 'never' : description.rotationEnabled ? 'on' : 'off',
    inUse: valueWritten(description, {versions, events}),
    lastRotatedAt: description.lastRotatedAt,
    nextBy: description.nextRotationAt,
    current: holderOf(description.staging, AWSCURRENT),
    pending: pendingVersionOf(description.staging),
    owningService: description.owningService,
    replicaOf: description.primaryRegion === scope.region ? undefined : description.primaryRegion,
    externalType: description.type,
    deletedAt: description.deletedAt,
    placeholder: holdsPlaceholder(description),
    notRead: input.notRead ?? nothing,
  }
}

const nothing: readonly NotRead[] = []
