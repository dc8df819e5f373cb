import {arnOf, drawTail} from './arn.ts'
import type {RotationSettings, Secret, Tag} from './entities.ts'
import {CURRENT} from './labels.ts'
import type {Manager} from './manager.ts'
import {planned, shownRules} from './rotation/plan.ts'
import type {RotationRules} from './schedule.ts'

export interface ServiceOwnedSeed {
  readonly accountId: string
  readonly region: string
  /** `rds!cluster-…`. */
  readonly name: string
  /** `rds`, `redshift`, `events` … */
  readonly owningService: string
  readonly value: string
  /** Rules of the managed rotation. Absent: the service does not rotate it. */
  readonly rules?: RotationRules
  /** Absent: none but the service's own. */
  readonly tags?: readonly Tag[]
}

/** Stores a secret that belongs to an AWS service, with its tag and, where wanted, a rotation without a function. */
export function seedServiceOwnedSecret({world, store}: Manager, seed: ServiceOwnedSeed): string {
  const now = world.clock.now()
  const {accountId, region, name, owningService} = seed
  const tail = drawTail(name, world)
  const version = {id: world.uuid(), createdAt: now, text: seed.value, labels: [CURRENT]}
  const secret: Secret = {
    accountId,
    region,
    name,
    owningService,
    ordinal: store.nextOrdinal(),
    arn: arnOf(region, accountId, tail),
    createdAt: now,
    changedAt: now,
    versions: [version],
    tags: [{Key: 'aws:secretsmanager:owningService', Value: owningService}, ...(seed.tags ?? [])],
  }
  const rotation = seed.rules === undefined ? {} : {rotation: managedRotation(world, secret, seed.rules)}
  return store.save({...secret, ...rotation}, {operation: 'SeedServiceOwnedSecret'}).arn
}

function managedRotation(world: Manager['world'], secret: Secret, rules: RotationRules): RotationSettings {
  const now = world.clock.now()
  const settings = {enabled: true, configuredAt: now, rules: shownRules(rules)}
  return planned(world, secret, settings, {from: now, shown: true})
}
