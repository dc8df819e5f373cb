import {partitionOf} from '../secretsmanager/arn.ts'
import type {Place} from './entities.ts'

export function keyArn({accountId, region}: Place, id: string): string {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/${id}`
}

/** `name` with `alias/` in front. */
export function aliasArn({accountId, region}: Place, name: string): string {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:${name}`
}

/** What a KeyId names, be it an id, an alias or the ARN of one. */
export type NamedKey =
  | {readonly kind: 'key'; readonly place: Place; readonly id: string}
  | {readonly kind: 'alias'; readonly place: Place; readonly name: string}
  | {readonly kind: 'unreadable'}

const ARN = /^arn:[a-z0-9-]+:kms:([a-z0-9-]+):(\d{12}):(key\/(.+)|alias\/.+)$/
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Names without an account and region of their own are meant in `place`. */
export function parseKeyId(keyId: string, place: Place): NamedKey {
  const arn = ARN.exec(keyId)
  const named = arn === null ? place : {region: arn[1]!, accountId: arn[2]!}
  const id = arn === null ? keyId : arn[4]
  if (id !== undefined && ID.test(id)) return {kind: 'key', place: named, id}
  const name = arn === null ? keyId : arn[3]!
  return name.startsWith('alias/') ? {kind: 'alias', place: named, name} : {kind: 'unreadable'}
}
