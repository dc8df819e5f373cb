// Rotates the access key of the IAM user named in the secret: {"userName", "accessKeyId", "secretAccessKey"}.
// It disables the old key before it moves AWSCURRENT, which is the defect that the demo shows: whoever dies between
// the two leaves consumers with a dead key. RotationToken is passed on; values are never logged.
// Simulations call `makeHandler` with clients of their own.
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'

/**
 * @param {{secrets: {send(command: object): Promise<any>}, iam: {send(command: object): Promise<any>},
 *   stsOf: (credentials: {accessKeyId: string, secretAccessKey: string}) => {send(command: object): Promise<any>},
 *   sleep: (ms: number) => Promise<unknown>, log: (text: string) => void}} world
 */
export function makeHandler({secrets, iam, stsOf, sleep, log}) {
  const steps = {createSecret, setSecret: async () => {}, testSecret, finishSecret}

  async function handler({Step: step, SecretId: secretId, ClientRequestToken: token, RotationToken: rotationToken}) {
    log(`${step} ${secretId} version ${token}`)
    if (!Object.hasOwn(steps, step)) throw new Error('unknown step')
    const {VersionIdsToStages: versions = {}} = await secrets.send(new DescribeSecretCommand({SecretId: secretId}))
    if (versions[token] === undefined) throw new Error(`no labelled version ${token}`)
    if (versions[token].includes('AWSCURRENT')) return
    await steps[step]({secretId, token, rotationToken, versions})
  }

  async function createSecret({secretId, token, rotationToken}) {
    if ((await valueOf(secretId, {VersionId: token})) !== undefined) return
    const {userName} = await valueOf(secretId, {VersionStage: 'AWSCURRENT'})
    const {AccessKey: key} = await iam.send(new CreateAccessKeyCommand({UserName: userName}))
    const value = {userName, accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey}
    await secrets.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: token,
        SecretString: JSON.stringify(value),
        VersionStages: ['AWSPENDING'],
        RotationToken: rotationToken,
      }),
    )
  }

  async function testSecret({secretId, token}) {
    const {accessKeyId, secretAccessKey, userName} = await valueOf(secretId, {VersionId: token})
    const sts = stsOf({accessKeyId, secretAccessKey})
    for (let wait = 250; ; wait *= 2) {
      try {
        const {Arn: arn} = await sts.send(new GetCallerIdentityCommand({}))
        if (!arn.endsWith(`:user/${userName}`)) throw new Error('the key belongs to somebody else')
        return
      } catch (error) {
        // A new key is refused until it has spread; 30 s is the bound that AWS's own texts suggest.
        if (error.name !== 'InvalidClientTokenId' || wait > 16_000) throw error
        await sleep(wait)
      }
    }
  }

  async function finishSecret({secretId, token, versions}) {
    const holder = label => Object.keys(versions).find(id => versions[id].includes(label))
    const current = holder('AWSCURRENT')
    const {userName, accessKeyId} = await valueOf(secretId, {VersionId: current})
    const {AccessKeyMetadata: keys} = await iam.send(new ListAccessKeysCommand({UserName: userName}))
    for (const key of keys.filter(key => key.AccessKeyId === accessKeyId)) {
      await iam.send(new UpdateAccessKeyCommand({UserName: userName, AccessKeyId: key.AccessKeyId, Status: 'Inactive'}))
    }
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token,
        RemoveFromVersionId: current,
      }),
    )
    await iam.send(new DeleteAccessKeyCommand({UserName: userName, AccessKeyId: accessKeyId}))
  }

  async function valueOf(secretId, selector) {
    try {
      const {SecretString: text} = await secrets.send(new GetSecretValueCommand({SecretId: secretId, ...selector}))
      return JSON.parse(text)
    } catch (error) {
      if (error.name === 'ResourceNotFoundException') return undefined
      throw error
    }
  }

  return handler
}

export const handler = makeHandler({
  secrets: new SecretsManagerClient({}),
  iam: new IAMClient({}),
  stsOf: credentials => new STSClient({credentials}),
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
  log: text => console.log(text),
})
