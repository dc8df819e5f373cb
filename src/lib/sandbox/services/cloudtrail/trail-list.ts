/** The trails of all accounts. They store nothing: what counts is whether there is one and whether it logs. */
import type {Snapshotable} from '../../kernel.ts'
import {partitionOf} from '../secretsmanager/arn.ts'

export interface TrailFacts {
  readonly accountId: string
  /** Home region. */
  readonly region: string
  readonly name: string
  /** Absent: true, as the console makes them. */
  readonly multiRegion?: boolean
  /** Absent: true. */
  readonly logging?: boolean
  /** false: event selectors of its own leave management events out. Absent: true. */
  readonly managementEvents?: boolean
}

export interface TrailEntity extends Required<TrailFacts> {
  readonly arn: string
}

export class TrailList implements Snapshotable {
  #trails: ReadonlyMap<string, TrailEntity> = new Map()

  /** Makes it, or puts it in the place of one of its name. Answers its ARN. */
  put({accountId, region, name, multiRegion = true, logging = true, managementEvents = true}: TrailFacts): string {
    const arn = `arn:${partitionOf(region)}:cloudtrail:${region}:${accountId}:trail/${name}`
    this.#trails = new Map(this.#trails).set(arn, {
      accountId,
      region,
      name,
      multiRegion,
      logging,
      managementEvents,
      arn,
    })
    return arn
  }

  /** Those that log the events of a region. */
  of(accountId: string, region: string): readonly TrailEntity[] {
    return [...this.#trails.values()].filter(
      trail => trail.accountId === accountId && (trail.multiRegion || trail.region === region),
    )
  }

  snapshot(): unknown {
    return this.#trails
  }

  /** A state that was written before there were trails has none. */
  restore(snapshot: unknown): void {
    this.#trails = new Map(snapshot as ReadonlyMap<string, TrailEntity> | undefined)
  }
}
