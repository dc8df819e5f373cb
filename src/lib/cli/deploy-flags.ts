import {Flags} from '@oclif/core'
import {RETENTIONS} from '../rotation/log-retention.ts'
import {deployManyFlags} from './deploy-many-flags.ts'
import {repeatableFlag} from './flags.ts'
import {scheduleFlags} from './schedule-flags.ts'

/** What `deploy` can be told. */
export const deployFlags = {
  secret: Flags.string({
    description: 'The secret that it rotates: one that exists, or the name of one that is made.',
    helpValue: 'SECRET',
  }),
  adopt: Flags.string({
    description: 'In place of --secret: take the place of the function that rotates it; value and schedule stay.',
    helpValue: 'SECRET',
    exclusive: ['secret'],
  }),
  name: Flags.string({description: 'Name of the function. Default: secrot-ROTATOR.', helpValue: 'FUNCTION'}),
  user: Flags.string({
    ...repeatableFlag,
    description: 'iam-access-key: the user whose key the secret holds; without --secret any number of users.',
    helpValue: 'USER',
  }),
  api: Flags.string({description: 'appsync-api-key: the API whose key the secret holds.', helpValue: 'ID'}),
  ...scheduleFlags(),
  set: Flags.string({
    ...repeatableFlag,
    description: 'A setting of the rotator, as `secrot rotators` lists them.',
    helpValue: 'SETTING=VALUE',
  }),
  'kms-key': Flags.string({
    description: 'Key for a new secret: ARN, id or alias. Default: the one of Secrets Manager.',
    helpValue: 'KEY',
  }),
  'new-kms-key': Flags.string({
    description: 'Make a key of this name for a new secret; the account administers it.',
    helpValue: 'alias/NAME',
    exclusive: ['kms-key'],
  }),
  reader: Flags.string({
    ...repeatableFlag,
    description: 'Role or user that a new key lets read the secret.',
    helpValue: 'ARN',
  }),
  'log-retention': Flags.option({
    options: RETENTIONS.map(String),
    description: 'Days that the lines of its log are kept. Default: as they are, else 90.',
    helpValue: 'DAYS',
  })(),
  subnet: Flags.string({
    ...repeatableFlag,
    description: 'Subnet of a VPC that the function stands in.',
    helpValue: 'ID',
  }),
  'security-group': Flags.string({
    description: 'Its security group, of the same VPC.',
    helpValue: 'ID',
  }),
  endpoint: Flags.boolean({description: 'Make the endpoint for Secrets Manager in that VPC where there is none.'}),
  allow: Flags.string({
    ...repeatableFlag,
    description:
      'Answers one question by its id: rotation-off switches on again what somebody switched off, vpc-endpoint makes the endpoint though it takes the requests of the whole VPC.',
    helpValue: 'ID',
  }),
  now: Flags.boolean({description: 'Start the first rotation at once.', exclusive: ['later']}),
  later: Flags.boolean({description: 'Leave the first rotation to the first window.'}),
  ...deployManyFlags,
}
