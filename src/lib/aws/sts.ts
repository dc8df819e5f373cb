import {EXIT, SecrotError} from '../errors.ts'
import {lazily, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {CallerIdentity, StsGateway} from './gateways.ts'

const service = 'sts'
const about = {action: `${service}:GetCallerIdentity`}

/** Who one is. GetCallerIdentity needs no permission. The SDK is loaded with the first call. */
export function stsGateway(clients: Clients): StsGateway {
  const sdk = lazily(() => import('@aws-sdk/client-sts'))
  const client = lazily(async () => {
    const {STSClient} = await sdk()
    return clients.make(config => new STSClient(config), {actions: service})
  })

  return {
    callerIdentity: options =>
      read(clients, about, options, async send => {
        const {GetCallerIdentityCommand} = await sdk()
        return toIdentity(await (await client()).send(new GetCallerIdentityCommand({}), send))
      }),

    async callerIdentityOf({accessKeyId, secretAccessKey}, options) {
      const {STSClient, GetCallerIdentityCommand} = await sdk()
      const value = secretAccessKey.reveal()
      const credentials = {
        accessKeyId,
        secretAccessKey: typeof value === 'string' ? value : Buffer.from(value).toString('utf8'),
      }
      const asked = await clients.make(config => new STSClient(config), {
        actions: service,
        credentials: () => Promise.resolve(credentials),
      })
      try {
        return await read(clients, about, options, async send =>
          toIdentity(await asked.send(new GetCallerIdentityCommand({}), send)),
        )
      } catch (error) {
        throw definiteRefusal(error)
      } finally {
        asked.destroy()
      }
    },
  }
}

/** A key that STS does not know is refused for good; an expired signature or a lost answer says nothing about the key. */
function definiteRefusal(error: unknown): unknown {
  if (!(error instanceof SecrotError)) return error
  const name = error.cause instanceof Error ? error.cause.name : ''
  if (!/^(InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException|InvalidAccessKeyId)$/.test(name))
    return error
  if (error.message.includes('clock')) return error
  return new SecrotError({
    code: 'KEY_REJECTED',
    message: `STS refused the access key (${name}).`,
    exit: EXIT.denied,
    cause: error.cause,
  })
}

function toIdentity(answer: {
  Account?: string | undefined
  Arn?: string | undefined
  UserId?: string | undefined
}): CallerIdentity {
  return {accountId: answer.Account ?? '', arn: answer.Arn ?? '', userId: answer.UserId ?? ''}
}
