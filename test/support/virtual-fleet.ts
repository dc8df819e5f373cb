import {setImmediate} from 'node:timers/promises'
import type {ListFilter, ListOptions, ListOrder, SecretsGateway} from '../../src/lib/aws/gateways.ts'
import {SecrotError} from '../../src/lib/errors.ts'
import type {SecretDescription} from '../../src/lib/rotation/secret.ts'
import {aSecret} from './a-secret.ts'
import {seeded} from './rotation-story.ts'

export interface VirtualFleetOptions {
  readonly seed: number
  readonly secrets: number
  readonly pageSize: number
  /** Secrets that share one date of creation. */
  readonly sameDate: number
  /** Secrets of one date come in the same order from both ends, as AWS does not say that they are turned round. */
  readonly tiesAsTheyAre: boolean
  /** Secrets that come or go with each page, 80 in all: a listing slower than what is created would never end. */
  readonly churn: number
  /** Other servers may sort otherwise than asked. Absent: as asked. */
  readonly sorts?: 'as-asked' | 'oldest-first' | 'newest-first' | 'by-name'
  /** How likely a page after the first is refused for its rate, 0 to 1. */
  readonly throttled?: number
}

export interface VirtualFleet {
  readonly gateway: Pick<SecretsGateway, 'list'>
  /** Everything that was ever there. */
  readonly ever: ReadonlySet<string>
  /** ARNs of what was there from the beginning. */
  survivors(): ReadonlySet<string>
  pages(): number
}

type Member = SecretDescription & {readonly createdAt: number; readonly ordinal: number}

const beginnings = ['prod/orders/', 'prod/search/', 'prod/', 'test/', 'rds!cluster-', 'x', '']

/** A listing in memory whose secrets come and go between its pages, whose pages come in any order; all of it by its seed. */
export function virtualFleet(options: VirtualFleetOptions): VirtualFleet {
  const random = seeded(options.seed)
  const below = (most: number): number => Math.floor(random() * most)
  const members = new Map<string, Member>()
  const ever = new Set<string>()
  let ordinal = 0
  let pages = 0
  let changes = 0
  const create = (): void => {
    ordinal += 1
    const name = `${beginnings[below(beginnings.length)]}${below(1000)}-${ordinal}`
    const arn = `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-Ab3dEf`
    const createdAt = Math.floor(ordinal / options.sameDate)
    members.set(arn, {...aSecret({name, arn}), createdAt, ordinal})
    ever.add(arn)
  }
  const change = (): void => {
    if (changes === 80) return
    changes += 1
    const gone = [...members.keys()][below(members.size)]
    if (random() < 0.5) create()
    else if (gone !== undefined) members.delete(gone)
  }
  for (let count = 0; count < options.secrets; count += 1) create()
  const first = new Set(members.keys())

  async function* list({filters = [], order, signal}: ListOptions & {signal?: AbortSignal} = {}) {
    let last: Member | undefined
    for (;;) {
      for (let wait = below(4); wait >= 0; wait -= 1) await setImmediate()
      signal?.throwIfAborted()
      for (let count = 0; count < options.churn; count += 1) change()
      pages += 1
      if (pages > 1 && random() < (options.throttled ?? 0))
        throw new SecrotError({
          code: 'THROTTLED',
          message: 'AWS throttled secretsmanager:ListSecrets until we gave up.',
        })
      const all = [...members.values()].sort((a, b) => compare(a, b, order, options))
      // A token stands for the place after the last secret, whether that is still there or not.
      const place = all.filter(each => last === undefined || compare(each, last, order, options) > 0)
      const found = place.filter(each => matches(each, filters))
      const page = found.slice(0, options.pageSize)
      yield page
      if (found.length <= options.pageSize) return
      last = page.at(-1)
    }
  }
  return {
    gateway: {list},
    ever,
    survivors: () => new Set([...first].filter(arn => members.has(arn))),
    pages: () => pages,
  }
}

function compare(a: Member, b: Member, order: ListOrder | undefined, options: VirtualFleetOptions): number {
  const {sorts = 'as-asked', tiesAsTheyAre} = options
  if (sorts === 'by-name') return a.name < b.name ? -1 : Number(a.name > b.name)
  const descending = sorts === 'newest-first' || (sorts === 'as-asked' && order === 'desc')
  const turn = descending ? -1 : 1
  return turn * (a.createdAt - b.createdAt) || (tiesAsTheyAre ? 1 : turn) * (a.ordinal - b.ordinal)
}

function matches(secret: Member, filters: readonly ListFilter[]): boolean {
  if (filters.length > 10) throw new SecrotError({code: 'AWS_REFUSED', message: 'more than ten filters'})
  return filters.every(({values}) =>
    values.some(value =>
      value.startsWith('!') ? !secret.name.startsWith(value.slice(1)) : secret.name.startsWith(value),
    ),
  )
}
