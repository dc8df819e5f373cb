import type {World} from '../../kernel.ts'
import {aliasArn, keyArn, parseKeyId} from './arns.ts'
import type {Alias, Grant, Key, Place} from './entities.ts'
import {foreignRegion, noSuchAlias, noSuchKey, unreadableKeyId} from './errors.ts'
import {Grants} from './grants.ts'
import {managedPolicy} from './policy.ts'

/** The key that Secrets Manager uses where a secret names none. */
const MANAGED_ALIAS = 'alias/aws/secretsmanager'

/** Keys of all accounts and regions. */
export class KmsState {
  readonly #world: World
  readonly grants: Grants
  #keys = new Map<string, Key>()
  #aliases = new Map<string, Alias>()

  constructor(world: World) {
    this.#world = world
    this.grants = new Grants(world)
  }

  /** The key a KeyId means to somebody in `place`; undefined when there is none, also when it was deleted meanwhile. */
  find(place: Place, keyId: string): Key | undefined {
    const named = parseKeyId(keyId, place)
    if (named.kind === 'unreadable' || named.place.region !== place.region) return undefined
    const id = named.kind === 'key' ? named.id : this.#targetOf(named.place, named.name)
    const key = id === undefined ? undefined : this.#keys.get(keyArn(named.place, id))
    return key?.deletedAt !== undefined && key.deletedAt <= this.#world.clock.now() ? undefined : key
  }

  /** As `find`. Throws NotFoundException in KMS's words for each way of not being there. */
  need(place: Place, keyId: string): Key {
    const key = this.find(place, keyId)
    if (key !== undefined) return key
    const named = parseKeyId(keyId, place)
    if (named.kind === 'unreadable') throw unreadableKeyId(keyId)
    if (named.place.region !== place.region) throw foreignRegion(named.place.region)
    throw named.kind === 'key'
      ? noSuchKey(keyArn(named.place, named.id))
      : noSuchAlias(aliasArn(named.place, named.name))
  }

  /** A key that is there only once it is put. */
  newKey(place: Place, facts: Pick<Key, 'description' | 'policy' | 'manager' | 'tags'>): Key {
    const id = this.#world.uuid()
    const {accountId, region} = place
    const createdAt = this.#world.clock.now()
    return {...facts, accountId, region, id, arn: keyArn(place, id), createdAt, enabled: true}
  }

  put(key: Key): void {
    this.#keys.set(key.arn, key)
  }

  /** Those that are there, by id. */
  keys({accountId, region}: Place): readonly Key[] {
    const here = [...this.#keys.values()].filter(key => key.accountId === accountId && key.region === region)
    return here.filter(key => this.find(key, key.arn) !== undefined).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  }

  alias(place: Place, name: string): Alias | undefined {
    return this.#aliases.get(aliasArn(place, name))
  }

  addAlias({accountId, region}: Place, name: string, targetKeyId: string): Alias {
    const alias = {accountId, region, name, targetKeyId, createdAt: this.#world.clock.now()}
    this.#aliases.set(aliasArn(alias, name), alias)
    return alias
  }

  putAlias(alias: Alias): void {
    this.#aliases.set(aliasArn(alias, alias.name), alias)
  }

  removeAlias(alias: Alias): void {
    this.#aliases.delete(aliasArn(alias, alias.name))
  }

  /** By name. */
  aliases({accountId, region}: Place): readonly Alias[] {
    return [...this.#aliases.values()]
      .filter(alias => alias.accountId === accountId && alias.region === region)
      .sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  snapshot(): unknown {
    return {keys: new Map(this.#keys), aliases: new Map(this.#aliases), grants: this.grants.snapshot()}
  }

  /** A state that was written before there were keys has none. */
  restore(snapshot: unknown): void {
    const saved = snapshot as
      | {keys: Map<string, Key>; aliases: Map<string, Alias>; grants: Map<string, Grant> | undefined}
      | undefined
    this.#keys = new Map(saved?.keys)
    this.#aliases = new Map(saved?.aliases)
    this.grants.restore(saved?.grants)
  }

  /** The alias of the managed key stands for a key that AWS makes when it is first named. */
  #targetOf(place: Place, name: string): string | undefined {
    const known = this.alias(place, name)
    if (known !== undefined || name !== MANAGED_ALIAS) return known?.targetKeyId
    const description = 'Default key that protects my Secrets Manager data when no other key is defined'
    const key = this.newKey(place, {description, policy: managedPolicy(place), manager: 'AWS', tags: []})
    this.put(key)
    return this.addAlias(place, name, key.id).targetKeyId
  }
}
