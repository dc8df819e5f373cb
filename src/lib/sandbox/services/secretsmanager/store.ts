import type {Call, Snapshotable, World} from '../../kernel.ts'
import {arnInRegion, parseArn} from './arn.ts'
import {isReplica, type Secret, type SecretVersion} from './entities.ts'
import {emitLabelEvents} from './label-events.ts'
import {labelMap, sameLabels} from './labels.ts'
import {Shelf, type ShelfSnapshot} from './shelf.ts'

/** Who changes a secret: an API call, or the service itself when `call` is absent. */
export interface Cause {
  readonly operation: string
  readonly call?: Call
}

interface StoreSnapshot {
  readonly shelves: readonly (readonly [string, ShelfSnapshot])[]
  readonly nextOrdinal: number
}

/** All secrets of all accounts and regions. */
export class SecretStore implements Snapshotable {
  readonly #world: World
  #shelves = new Map<string, Shelf>()
  #nextOrdinal = 1

  constructor(world: World) {
    this.#world = world
  }

  /** The secrets of one account in one region. */
  shelf(accountId: string, region: string): Shelf {
    const key = `${accountId}/${region}`
    const known = this.#shelves.get(key)
    if (known !== undefined) return known
    const shelf = new Shelf()
    this.#shelves.set(key, shelf)
    return shelf
  }

  find(accountId: string, region: string, name: string): Secret | undefined {
    return this.#shelves.get(`${accountId}/${region}`)?.get(name)
  }

  /** The secret with exactly this full ARN. */
  byArn(arn: string): Secret | undefined {
    const parsed = parseArn(arn)
    if (parsed === undefined) return undefined
    const secret = this.find(parsed.accountId, parsed.region, parsed.tail.slice(0, -7))
    return secret?.arn === arn ? secret : undefined
  }

  nextOrdinal(): number {
    return this.#nextOrdinal++
  }

  /** Stores a change of a secret: its date of change, what a stale read sees, the record of label moves, its replicas. */
  save(secret: Secret, cause: Cause): Secret {
    const before = this.byArn(secret.arn)
    const moved = !sameLabels(before?.versions ?? [], secret.versions)
    const rewritten = before !== undefined && secret.versions !== before.versions
    const saved: Secret = {
      ...secret,
      changedAt: this.#world.clock.now(),
      ...(rewritten ? {staleVersions: before.versions} : {}),
    }
    this.touch(saved)
    if (moved) this.#record(saved, cause)
    if (moved) emitLabelEvents(this.#world, saved, before?.versions ?? [])
    for (const replica of isReplica(saved) ? [] : (saved.replicas ?? []))
      this.#refresh(saved, replica.region, rewritten)
    return saved
  }

  /** Stores what is no change in AWS's sense: an access date, a planned timer. */
  touch(secret: Secret): void {
    this.shelf(secret.accountId, secret.region).set(secret)
  }

  remove(secret: Secret): void {
    this.shelf(secret.accountId, secret.region).delete(secret.name)
  }

  snapshot(): StoreSnapshot {
    return {
      shelves: [...this.#shelves].map(([key, shelf]) => [key, shelf.snapshot()] as const),
      nextOrdinal: this.#nextOrdinal,
    }
  }

  /** Without what only a stale read sees, and the moment at which a window opens, which was drawn. */
  present(): unknown {
    return [...this.#shelves].map(([key, shelf]) => [
      key,
      [...shelf.snapshot().values()].map(({staleVersions: _stale, rotation, ...secret}) => {
        if (rotation === undefined) return secret
        const {plan: _plan, ...other} = rotation
        return {...secret, rotation: other}
      }),
    ])
  }

  restore(snapshot: unknown): void {
    const saved = snapshot as StoreSnapshot
    this.#shelves = new Map(saved.shelves.map(([key, shelf]) => [key, new Shelf(shelf)]))
    this.#nextOrdinal = saved.nextOrdinal
  }

  #record(secret: Secret, cause: Cause): void {
    const principal = cause.call?.principal
    this.#world.record.add({
      kind: 'labels',
      service: 'secretsmanager',
      operation: cause.operation,
      principal: principal?.arn ?? 'secretsmanager.amazonaws.com',
      ...(principal?.functionArn === undefined ? {} : {functionArn: principal.functionArn}),
      ...(cause.call === undefined ? {} : {requestId: cause.call.requestId}),
      secretArn: secret.arn,
      labels: labelMap(secret.versions),
    })
  }

  /** Replicas follow their primary at once; they keep their own key and their own dates of access. */
  #refresh(primary: Secret, region: string, rewritten: boolean): void {
    const replica = this.byArn(arnInRegion(primary.arn, region))
    if (replica === undefined) return
    const {description, type, owningService, tags, policy, changedAt} = primary
    const versions = primary.versions.map(version => copyForReplica(version, replica))
    this.touch({
      ...replica,
      description,
      type,
      owningService,
      tags,
      policy,
      changedAt,
      versions,
      ...(rewritten ? {staleVersions: replica.versions} : {}),
    })
  }
}

/** A version as a replica holds it. */
export function copyForReplica(version: SecretVersion, replica: Secret): SecretVersion {
  const own = replica.versions.find(copy => copy.id === version.id)
  return {...version, kmsKeyId: replica.kmsKeyId, accessedAt: own?.accessedAt}
}
