import {ONCALL_LOOKS_AT} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {startStage} from './stage.ts'
import type {Transcripts} from './transcripts.ts'

const NAME = 'prod/ci/mirror-key'
const USER = 'mirror'
const OLD = '3b0f6c52-8d1e-4f77-a2c9-5e4d1b7a9036'
const YOUNG = 'c47a1e95-20b3-4d68-9f0a-7b6e3d8c5214'

/** A key that was replaced some weeks ago, and that nobody has used since. */
export async function tellRetire(): Promise<Transcripts> {
  await using stage = await startStage()
  const {oncall, take} = stage
  const {sandbox} = oncall
  const {accessKeyId, secretAccessKey} = sandbox.iam.addUser({accountId: sandbox.accountId, userName: USER})
  const valueOf = (key: object) => JSON.stringify({userName: USER, ...key})
  await sandbox.call('secretsmanager', 'CreateSecret', {
    Name: NAME,
    ClientRequestToken: OLD,
    SecretString: valueOf({accessKeyId, secretAccessKey}),
  })
  const {AccessKey} = (await sandbox.call('iam', 'CreateAccessKey', {UserName: USER})) as {
    AccessKey: {AccessKeyId: string; SecretAccessKey: string}
  }
  const young = {accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey}
  await sandbox.call('secretsmanager', 'PutSecretValue', {
    SecretId: NAME,
    ClientRequestToken: YOUNG,
    SecretString: valueOf(young),
  })
  await oncall.until(ONCALL_LOOKS_AT)
  return {retire: [await take(['retire', NAME, '--read-values'], {answers: [NAME]})]}
}
