import type {World} from '../../kernel.ts'
import {isSettling, revisionOf} from './configuration.ts'
import type {FunctionEntity, FunctionSettings, FunctionVersion} from './entities.ts'
import {conflict, staleRevision} from './errors.ts'
import type {Package} from './package.ts'

/** `$LATEST` of a new function. */
export function createdVersion(world: World, settings: FunctionSettings, pack: Package): FunctionVersion {
  return {version: '$LATEST', settings, ...pack, ...marks(world, 'creation')}
}

/** `$LATEST` after a change of code or settings. */
export function updatedVersion(
  world: World,
  before: FunctionVersion,
  change: Partial<Package> & {settings?: FunctionSettings},
): FunctionVersion {
  return {...before, ...change, ...marks(world, 'update')}
}

function marks(world: World, of: 'creation' | 'update') {
  const now = world.clock.now()
  return {
    lastModifiedAt: now,
    revisionId: world.uuid(),
    deploymentId: world.uuid(),
    settling: {of, until: now + world.switches.functionSettleMs, revisionId: world.uuid()},
  }
}

/** Refuses a change while an earlier one is under way, and one that was planned on another revision. */
export function checkChangeable(world: World, entity: FunctionEntity, revisionId: unknown): void {
  const now = world.clock.now()
  const {latest, arn} = entity
  if (isSettling(latest, now)) {
    throw conflict(
      latest.settling.of === 'creation'
        ? 'The operation cannot be performed at this time. The function is currently in the following state: Pending'
        : `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
    )
  }
  checkRevision(latest, revisionId, now)
}

/** Throws PreconditionFailedException when a revision id was given and is not the present one. */
export function checkRevision(version: FunctionVersion, revisionId: unknown, now: number): void {
  if (revisionId !== undefined && revisionId !== revisionOf(version, now)) throw staleRevision('GetFunction/GetAlias')
}

/** Makes a numbered version of `$LATEST`, or gives the last one when nothing changed since. */
export function publish(
  world: World,
  entity: FunctionEntity,
  description: string | undefined,
): {entity: FunctionEntity; version: FunctionVersion} {
  const last = [...entity.published.values()].at(-1)
  const {latest} = entity
  if (last !== undefined && last.deploymentId === latest.deploymentId) return {entity, version: last}
  const version: FunctionVersion = {
    ...latest,
    version: String(entity.nextVersion),
    settings: {...latest.settings, description: description ?? latest.settings.description},
    revisionId: world.uuid(),
  }
  const published = new Map(entity.published).set(version.version, version)
  return {entity: {...entity, published, nextVersion: entity.nextVersion + 1}, version}
}
