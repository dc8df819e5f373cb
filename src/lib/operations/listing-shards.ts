import type {ListFilter} from '../aws/gateways.ts'
import {namePrefixes} from './name-prefixes.ts'

/** ListSecrets takes ten filters at most (API reference, ListSecrets), and the rest wants one for each prefix. */
const mostFilters = 10

/** With the rest and two walks each, ten requests at the same time. */
const mostShards = 4

/**
 * Filters that part one listing by the beginnings of names, and the rest that has none of these: each negation is a filter
 * of its own, since values of one filter are alternatives. Empty: the names seen so far do not part.
 */
export function shardsOf(filters: readonly ListFilter[], names: readonly string[]): readonly (readonly ListFilter[])[] {
  const prefixes = namePrefixes(names, mostFilters - filters.length)
  if (prefixes.length < 2) return []
  const hands: string[][] = Array.from({length: Math.min(mostShards, prefixes.length)}, () => [])
  // Largest first, there and back again: the hands come out about even.
  for (const [index, prefix] of prefixes.entries()) {
    const round = Math.floor(index / hands.length)
    const place = index % hands.length
    hands[round % 2 === 0 ? place : hands.length - 1 - place]?.push(prefix)
  }
  const shards = hands.map(values => [...filters, {key: 'name' as const, values}])
  const rest = prefixes.map(prefix => ({key: 'name' as const, values: [`!${prefix}`]}))
  return [...shards, [...filters, ...rest]]
}
