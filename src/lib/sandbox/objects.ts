import {mayAlso} from './asked-by.ts'
import type {Call, Objects, Snapshotable, World} from './kernel.ts'

/** An object in a bucket, which stands in one region and belongs to one account. */
export interface StoredObject {
  readonly accountId: string
  readonly region: string
  readonly bucket: string
  readonly key: string
  readonly body: Uint8Array
}

/** How S3 names an object in policies. */
export function objectArn({bucket, key}: {readonly bucket: string; readonly key: string}): string {
  return `arn:aws:s3:::${bucket}/${key}`
}

/** Objects in buckets, put there without requests: what functions and templates are made of. */
export class ObjectStore implements Objects, Snapshotable {
  readonly #world: Pick<World, 'identities'>
  #objects: ReadonlyMap<string, StoredObject> = new Map()

  constructor(world: Pick<World, 'identities'>) {
    this.#world = world
  }

  put(object: StoredObject): void {
    this.#objects = new Map(this.#objects).set(objectArn(object), object)
  }

  read(call: Call, named: {readonly bucket: string; readonly key: string}) {
    const inBucket = [...this.#objects.values()].filter(({bucket}) => bucket === named.bucket)
    const [any] = inBucket
    if (any === undefined) return 'no-bucket'
    if (any.region !== call.region) return 'elsewhere'
    const resource = objectArn(named)
    const question = {action: 's3:GetObject', resource, resourceAccountId: any.accountId}
    if (!mayAlso(this.#world, call, question)) return 'denied'
    return this.#objects.get(resource)?.body ?? 'no-key'
  }

  snapshot(): unknown {
    return this.#objects
  }

  /** A state that was written before there were objects has none. */
  restore(snapshot: unknown): void {
    this.#objects = new Map(snapshot as ReadonlyMap<string, StoredObject> | undefined)
  }
}
