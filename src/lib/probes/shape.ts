import {isDeepStrictEqual} from 'node:util'
import type {Sensitive} from '../sensitive.ts'
import {jsonType} from './exact-json.ts'
import {exactFieldsOf, makeSameValue} from './values.ts'

/** A value as GetSecretValue gave it. */
export interface StoredValue {
  readonly value: Sensitive
  readonly binary: boolean
}

/** What may be said of a value: its kind and its length in bytes. `none`: AWS gives no value for the version. */
export type ValueShape = {readonly kind: 'object' | 'text' | 'binary'; readonly bytes: number} | {readonly kind: 'none'}

/** What may be said of a field: its type and, of a string, the length in bytes. The length of `true` would tell the value. */
export interface FieldShape {
  readonly type: ReturnType<typeof jsonType>
  readonly bytes?: number
}

export interface FieldDifference {
  readonly name: string
  readonly change: 'added' | 'removed' | 'changed' | 'equal'
  /** Absent: added. */
  readonly from?: FieldShape
  /** Absent: removed. */
  readonly to?: FieldShape
}

export interface ShapeDifference {
  readonly from: ValueShape
  readonly to: ValueShape
  /** Byte for byte the same. Absent: not told, as of binary values, or there are not two values. */
  readonly equal?: boolean
  /** Fields of JSON objects, those of `from` first; none unless both values are objects. */
  readonly fields: readonly FieldDifference[]
}

/** Compares two values by shape: no part of a value and no digest leaves. `key` is a random one of this process. */
export function differenceOf(
  from: StoredValue | undefined,
  to: StoredValue | undefined,
  key: Uint8Array,
): ShapeDifference {
  const shapes = {from: shapeOf(from), to: shapeOf(to)}
  if (from === undefined || to === undefined || from.binary || to.binary) return {...shapes, fields: []}
  return {...shapes, equal: makeSameValue(key)(from.value, to.value), fields: fieldDifferences(from.value, to.value)}
}

function shapeOf(stored: StoredValue | undefined): ValueShape {
  if (stored === undefined) return {kind: 'none'}
  const bytes = stored.value.byteLength
  if (stored.binary) return {kind: 'binary', bytes}
  return {kind: exactFieldsOf(stored.value) === undefined ? 'text' : 'object', bytes}
}

function fieldDifferences(from: Sensitive, to: Sensitive): readonly FieldDifference[] {
  const [before, after] = [exactFieldsOf(from), exactFieldsOf(to)]
  if (before === undefined || after === undefined) return []
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].map(name => {
    if (!Object.hasOwn(after, name)) return {name, change: 'removed', from: fieldShape(before[name])}
    if (!Object.hasOwn(before, name)) return {name, change: 'added', to: fieldShape(after[name])}
    const change = isDeepStrictEqual(before[name], after[name]) ? 'equal' : 'changed'
    return {name, change, from: fieldShape(before[name]), to: fieldShape(after[name])}
  })
}

function fieldShape(value: unknown): FieldShape {
  const type = jsonType(value)
  return typeof value === 'string' ? {type, bytes: Buffer.byteLength(value)} : {type}
}
