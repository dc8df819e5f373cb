import type {Identities, Principal} from './kernel.ts'

interface RootKey {
  readonly secretAccessKey: string
  readonly principal: Principal
}

/** Root credentials and nothing else: what the sandbox knows as long as it serves no IAM. */
export function createRootIdentities(): Identities {
  const keys = new Map<string, RootKey>()
  return {
    lookup(accessKeyId) {
      const key = keys.get(accessKeyId)
      return key === undefined ? {kind: 'refused', reason: 'unknown'} : {kind: 'ok', ...key}
    },
    issueSession() {
      throw new Error('The sandbox serves no IAM, so no role has a session.')
    },
    authorize: () => ({allowed: true}),
    noteUse() {},
    addRootKey({accountId, accessKeyId, secretAccessKey}) {
      const arn = `arn:aws:iam::${accountId}:root`
      keys.set(accessKeyId, {
        secretAccessKey,
        principal: {kind: 'root', accountId, arn, accessKeyId, userId: accountId},
      })
    },
  }
}
