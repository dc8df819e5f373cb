import {altered, type Rehearsed} from './verdicts.ts'

/** The same function with the credentials of a role that it assumes, as where the secret is another team's. */
export function assuming(rehearsed: Rehearsed): Rehearsed {
  const client = ['new SecretsManagerClient({', 'new SecretsManagerClient({credentials: assumed,'] as const
  const source = `import {AssumeRoleCommand, STSClient} from '@aws-sdk/client-sts'
const sts = new STSClient({maxAttempts: 5})
const assumed = async () => {
  const input = {RoleArn: process.env.WRITER_ROLE_ARN, RoleSessionName: 'rotation'}
  const {Credentials: given} = await sts.send(new AssumeRoleCommand(input))
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiration: given.Expiration,
  }
}
${altered(rehearsed, client).source}`
  return {...rehearsed, source, variables: {WRITER_ROLE_ARN: 'arn:aws:iam::444455556666:role/team/writer'}}
}
