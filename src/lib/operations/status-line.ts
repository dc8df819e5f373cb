import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import {present} from '../history/records.ts'
import type {EventFacts} from '../rotation/facts.ts'
import type {Judgement} from '../rotation/judgement.ts'
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
  const {verdict, why} = judgement
  return {
    arn: description.arn,
    name: description.name,
    accountId: parseArn(description.arn)?.accountId ?? '',
    region: scope.region,
    verdict,
    why,
    mayBeLive: judgement.pending?.mayBeLive ?? false,
    rotation: description.rotationEnabled === undefined ? 'never' : description.rotationEnabled ? 'on' : 'off',
    notRead: input.notRead ?? nothing,
    ...present({
      profile: scope.profile,
      inUse: valueWritten(description, present({events, versions})),
      lastRotatedAt: description.lastRotatedAt,
      nextBy: description.nextRotationAt,
      current: holderOf(description.staging, AWSCURRENT),
      pending: pendingVersionOf(description.staging),
      owningService: description.owningService,
      replicaOf: description.primaryRegion === scope.region ? undefined : description.primaryRegion,
      externalType: description.type,
      deletedAt: description.deletedAt,
    }),
  }
}

const nothing: readonly NotRead[] = []
