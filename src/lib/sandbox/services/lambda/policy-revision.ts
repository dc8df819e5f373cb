import type {World} from '../../kernel.ts'
import {revisionOf} from './configuration.ts'
import type {FunctionEntity} from './entities.ts'
import {staleRevision} from './errors.ts'

/** The revision id that GetPolicy shows: that of the function, version or alias whose policy it is. */
export function policyRevision(entity: FunctionEntity, key: string, now: number): string {
  const alias = entity.aliases.get(key)
  const version = key === '' ? entity.latest : entity.published.get(key)
  return alias?.revisionId ?? (version === undefined ? '' : revisionOf(version, now))
}

/** Throws PreconditionFailedException when a revision id was given and is not the present one. */
export function checkPolicyRevision(entity: FunctionEntity, key: string, given: unknown, now: number): void {
  if (given !== undefined && given !== policyRevision(entity, key, now)) throw staleRevision('GetPolicy')
}

/** A change of a policy is a change of what it belongs to: that gets a new revision id. */
export function withNewRevision(world: World, entity: FunctionEntity, key: string): FunctionEntity {
  const revisionId = world.uuid()
  const alias = entity.aliases.get(key)
  if (alias !== undefined) return {...entity, aliases: new Map(entity.aliases).set(key, {...alias, revisionId})}
  if (key === '') return {...entity, latest: {...entity.latest, revisionId}}
  const version = entity.published.get(key)
  if (version === undefined) return entity
  return {...entity, published: new Map(entity.published).set(key, {...version, revisionId})}
}
