import type {AwsCredentialIdentity, AwsCredentialIdentityProvider} from '@smithy/types'
import {lazily, read} from './call.ts'
import type {Clients} from './clients.ts'

/** Before they end, so that no call is signed with credentials that end under way. */
const RENEW_MS = 5 * 60_000

/**
 * Credentials of a role, asked for with those of `base` and kept until shortly before they end by the clock `now`. Throws, at the call that
 * needs them, ACCESS_DENIED (exit 5) where the role may not be assumed.
 */
export function assumedRole(base: Clients, roleArn: string, now: () => number): AwsCredentialIdentityProvider {
  const sdk = lazily(() => import('@aws-sdk/client-sts'))
  const client = lazily(async () => {
    const {STSClient} = await sdk()
    return base.make(config => new STSClient(config), {actions: 'sts'})
  })
  const assume = (): Promise<AwsCredentialIdentity> =>
    read(base, {action: 'sts:AssumeRole', resource: roleArn}, undefined, async send => {
      const {AssumeRoleCommand} = await sdk()
      // The session name stands in the trail of the other account, beside whoever assumed it.
      const command = new AssumeRoleCommand({RoleArn: roleArn, RoleSessionName: 'secrot'})
      const {Credentials: found} = await (await client()).send(command, send)
      return {
        accessKeyId: found?.AccessKeyId ?? '',
        secretAccessKey: found?.SecretAccessKey ?? '',
        ...(found?.SessionToken === undefined ? {} : {sessionToken: found.SessionToken}),
        ...(found?.Expiration === undefined ? {} : {expiration: found.Expiration}),
      }
    })

  let held = lazily(assume)
  // The SDK asks by the clock of the machine, perhaps before each call; AWS's clock decides.
  return async () => {
    const credentials = await held()
    if ((credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - now() > RENEW_MS) return credentials
    held = lazily(assume)
    return held()
  }
}
