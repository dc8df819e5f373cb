import type {World} from '../../../kernel.ts'
import type {Secret} from '../entities.ts'
import {attach, CURRENT, holderOf, versionOf} from '../labels.ts'
import {drawPassword, EVERY_CLASS} from '../password.ts'
import type {SecretStore} from '../store.ts'
import type {Rotation} from './rotations.ts'

/** The rotation of a secret that has no function: its owner writes a new password and makes it current. */
export function rotateByService(world: World, store: SecretStore, secret: Secret, rotation: Rotation): Secret {
  const pending = versionOf(secret.versions, rotation.token)
  if (pending === undefined) return secret
  const text = withNewPassword(holderOf(secret.versions, CURRENT)?.text, drawPassword(world, EVERY_CLASS))
  const stored = secret.versions.map(version => (version === pending ? {...version, text} : version))
  return store.save({...secret, versions: attach(stored, rotation.token, CURRENT)}, {operation: 'ManagedRotation'})
}

/** The other fields of a JSON value stay. */
function withNewPassword(current: string | undefined, password: string): string {
  if (current === undefined || !current.trimStart().startsWith('{')) return password
  return JSON.stringify({...(JSON.parse(current) as object), password})
}
