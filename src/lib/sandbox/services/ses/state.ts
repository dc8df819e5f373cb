import {hash} from 'node:crypto'

import type {World} from '../../kernel.ts'
import {identitiesFor, isSimulator, normal} from './addresses.ts'
import type {Identity, Mail, Place, StoredMail} from './entities.ts'

export const DAY_MS = 86_400_000

/** Sandbox mode, and what AWS gives who leaves it: https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html. */
const QUOTAS = {sandbox: {daily: 200, perSecond: 1}, production: {daily: 50_000, perSecond: 14}} as const

/** Identities and mails of all accounts and regions, for both APIs. */
export class SesState {
  readonly #world: World
  #identities = new Map<string, Identity>()
  /** Places outside sandbox mode. */
  #production: ReadonlySet<string> = new Set()
  #sent: readonly StoredMail[] = []

  constructor(world: World) {
    this.#world = world
  }

  identity(place: Place, name: string): Identity | undefined {
    return this.#identities.get(keyOf(place, normal(name)))
  }

  /** The one that is there already, else one that waits to be verified. */
  ask({accountId, region}: Place, name: string): Identity {
    const known = this.identity({accountId, region}, name)
    if (known !== undefined) return known
    const token = hash('sha256', `${accountId}/${region}/${normal(name)}`, 'base64')
    const identity = {accountId, region, name: normal(name), verified: false, token}
    this.#identities.set(keyOf(identity, identity.name), identity)
    return identity
  }

  verify(place: Place, name: string): void {
    const identity = this.ask(place, name)
    this.#identities.set(keyOf(place, identity.name), {...identity, verified: true})
  }

  delete(place: Place, name: string): boolean {
    return this.#identities.delete(keyOf(place, normal(name)))
  }

  identities({accountId, region}: Place): readonly Identity[] {
    return [...this.#identities.values()].filter(one => one.accountId === accountId && one.region === region)
  }

  /** Name of the verified identity that stands for an address. */
  verifiedFor(place: Place, address: string): string | undefined {
    return identitiesFor(address).find(name => this.identity(place, name)?.verified === true)
  }

  isProduction(place: Place): boolean {
    return this.#production.has(keyOf(place, ''))
  }

  setProduction(place: Place, on: boolean): void {
    const production = new Set(this.#production)
    if (on) production.add(keyOf(place, ''))
    else production.delete(keyOf(place, ''))
    this.#production = production
  }

  quotaOf(place: Place): {readonly daily: number; readonly perSecond: number} {
    return this.isProduction(place) ? QUOTAS.production : QUOTAS.sandbox
  }

  /** Recipients of the last time; those of the mailbox simulator count for the rate alone. */
  sentWithin(place: Place, ms: number): number {
    const since = this.#world.clock.now() - ms
    return this.#sent
      .filter(({accountId, region, at}) => accountId === place.accountId && region === place.region && at > since)
      .flatMap(({to}) => to.filter(address => ms < DAY_MS || !isSimulator(address))).length
  }

  send({accountId, region}: Place, {sender: _asked, ...mail}: Mail): StoredMail {
    const at = this.#world.clock.now()
    const messageId = `01${at.toString(16).padStart(14, '0')}-${this.#world.uuid()}-000000`
    const sent = {accountId, region, ...mail, at, messageId}
    this.#sent = [...this.#sent, sent]
    return sent
  }

  sent(): readonly StoredMail[] {
    return this.#sent
  }

  snapshot(): unknown {
    return {identities: new Map(this.#identities), production: this.#production, sent: this.#sent}
  }

  /** Without what was sent. */
  present(): unknown {
    return {identities: this.#identities, production: this.#production}
  }

  /** A state that was written before there was mail has none. */
  restore(snapshot: unknown): void {
    const saved = snapshot as
      | {identities: Map<string, Identity>; production: ReadonlySet<string>; sent: readonly StoredMail[]}
      | undefined
    this.#identities = new Map(saved?.identities)
    this.#production = saved?.production ?? new Set()
    this.#sent = saved?.sent ?? []
  }
}

function keyOf({accountId, region}: Place, name: string): string {
  return `${accountId}/${region}/${name}`
}
