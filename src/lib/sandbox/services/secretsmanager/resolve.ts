import type {Call} from '../../kernel.ts'
import {nameOfTail, parseArn} from './arn.ts'
import {isReplica, type Secret} from './entities.ts'
import {alreadyDeleted, invalidName, managedByService, markedForDeletion, notFound, onReplica} from './errors.ts'
import type {SecretStore} from './store.ts'

/** `!` stands in the names of secrets that services own. */
const NAME = /^[A-Za-z0-9/_+=.@!-]+$/

/** Throws ValidationException for characters that no name of a secret may have. */
export function checkName(name: string): void {
  if (!NAME.test(name)) throw invalidName()
}

/** The secret a SecretId means to this caller: its name, its full ARN or its ARN without the suffix. */
export function locate(store: SecretStore, call: Call, secretId: string): Secret | undefined {
  const arn = parseArn(secretId)
  if (arn === undefined) return store.find(call.accountId, call.region, secretId)
  if (arn.region !== call.region) return undefined
  const {name, partial} = nameOfTail(arn.tail)
  const secret = store.find(arn.accountId, arn.region, name)
  return partial || secret?.arn === secretId ? secret : undefined
}

/** As `locate`. Throws ValidationException or ResourceNotFoundException. */
export function resolve(store: SecretStore, call: Call, secretId: string): Secret {
  checkName(parseArn(secretId)?.tail ?? secretId)
  const secret = locate(store, call, secretId)
  if (secret === undefined) throw notFound()
  return secret
}

/** A secret that is not going away. Throws as `resolve`, and InvalidRequestException. */
export function resolveLiving(store: SecretStore, call: Call, secretId: string): Secret {
  const secret = resolve(store, call, secretId)
  if (secret.deletion?.forced === true) throw alreadyDeleted()
  if (secret.deletion !== undefined) throw markedForDeletion()
  return secret
}

/** A living secret that is no replica: replicas are changed through their primary only. */
export function resolvePrimary(store: SecretStore, call: Call, secretId: string): Secret {
  const secret = resolveLiving(store, call, secretId)
  refuseReplica(secret)
  return secret
}

/** A living primary that no AWS service owns. */
export function resolveOwn(store: SecretStore, call: Call, secretId: string): Secret {
  const secret = resolvePrimary(store, call, secretId)
  refuseServiceOwned(secret)
  return secret
}

export function refuseReplica(secret: Secret): void {
  if (isReplica(secret)) throw onReplica()
}

export function refuseServiceOwned(secret: Secret): void {
  if (secret.owningService !== undefined) throw managedByService()
}
