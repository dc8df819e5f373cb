import type {World} from '../../kernel.ts'
import type {Secret, SecretVersion} from './entities.ts'
import {holderOf, PENDING, PREVIOUS} from './labels.ts'

/**
 * Tells EventBridge of each label that a version has newly, but of AWSPENDING and AWSPREVIOUS nothing. It needs no trail:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/event-detail-secret-label-updated-secretsmanager.html.
 */
export function emitLabelEvents(world: World, secret: Secret, before: readonly SecretVersion[]): void {
  const {accountId, region, arn, name, versions} = secret
  for (const {id: versionId, labels} of versions) {
    for (const labelUpdated of labels) {
      if (labelUpdated === PENDING || labelUpdated === PREVIOUS) continue
      if (holderOf(before, labelUpdated)?.id === versionId) continue
      world.bus.emit({
        accountId,
        region,
        source: 'aws.secretsmanager',
        detailType: 'Secret Label Updated',
        resources: [arn],
        detail: {name, labelUpdated, versionId},
      })
    }
  }
}
