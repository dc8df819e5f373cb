import {decide, type Decision} from '../../../../src/lib/doctor/decide.ts'
import {
  type Auth,
  holdLabel,
  known,
  type Maker,
  type SecretFacts,
  type ValueClass,
} from '../../../../src/lib/doctor/facts.ts'
import type {PlanCall} from '../../../../src/lib/doctor/plan.ts'
import {moveLabel} from '../../../../src/lib/rotation/label-algebra.ts'
import {holderOf} from '../../../../src/lib/rotation/staging.ts'
import type {RotationStep, Staging} from '../../../../src/lib/rotation/secret.ts'
import {aVersion, CODE, DAY, MINUTE, NOW, someFacts} from './facts.ts'

/** A version as it truly is, and which of it doctor can see. */
export interface TrueVersion {
  readonly id: string
  readonly value: 'empty' | 'copy' | 'own'
  /** The target accepts it. */
  live: boolean
  readonly gone: boolean
  readonly maker: Maker
  readonly createdAt: number
  readonly seesValue: boolean
  seesAuth: boolean
  readonly seesMaker: boolean
}

/** Model of one secret and its target. Replacing: setSecret ends the old value; else it adds a credential beside it. */
export class World {
  staging: Staging
  readonly versions: TrueVersion[]
  running: boolean
  on: boolean
  readonly seesRunning: boolean
  readonly replacing: boolean
  readonly setWorks: boolean
  readonly attested: boolean
  readonly exhausted: string[] = []
  readonly failedTests = new Set<string>()
  rotations = 0

  constructor(input: {
    staging: Staging
    versions: TrueVersion[]
    running: boolean
    seesRunning: boolean
    on: boolean
    replacing: boolean
    setWorks: boolean
    attested: boolean
  }) {
    this.staging = input.staging
    this.versions = input.versions
    this.running = input.running
    this.seesRunning = input.seesRunning
    this.on = input.on
    this.replacing = input.replacing
    this.setWorks = input.setWorks
    this.attested = input.attested
  }

  version(id: string): TrueVersion {
    const found = this.versions.find(version => version.id === id)
    if (found === undefined) throw new Error(`no version ${id}`)
    return found
  }

  labelsOf(id: string): readonly string[] {
    return this.staging.get(id) ?? []
  }

  holder(label: string): TrueVersion | undefined {
    const id = holderOf(this.staging, label)
    return id === undefined ? undefined : this.version(id)
  }

  /** A copy is accepted exactly when AWSCURRENT's value is. */
  isLive(version: TrueVersion): boolean {
    return version.value === 'copy' ? this.versions.some(other => other.id === 'C' && other.live) : version.live
  }

  /** Some labelled version authenticates. */
  someLabelledLives(): boolean {
    return this.versions.some(version => this.labelsOf(version.id).length > 0 && this.isLive(version))
  }

  facts(): SecretFacts {
    const seen = (version: TrueVersion) =>
      aVersion(version.id, {
        labels: this.labelsOf(version.id),
        createdAt: version.createdAt,
        value: this.seenValue(version),
        auth: this.seenAuth(version),
        maker: version.seesMaker ? version.maker : '?',
      })
    const current = this.holder('AWSCURRENT')
    const pendingHolder = this.holder('AWSPENDING')
    const pending = pendingHolder === current ? undefined : pendingHolder
    const previousHolder = this.holder('AWSPREVIOUS')
    const previous = previousHolder === pending ? undefined : previousHolder
    const named = [current, pending, previous]
    const others = this.versions.filter(version => !named.includes(version)).sort((a, b) => b.createdAt - a.createdAt)
    return someFacts({
      current: current && seen(current),
      previous: previous && seen(previous),
      ...(pending === undefined ? {} : {pending: seen(pending)}),
      pendingOnCurrent: current !== undefined && pendingHolder === current,
      others: others.map(seen),
      running: {
        value: this.seesRunning || (this.attested && !this.running) ? (this.running ? 'yes' : 'no') : '?',
        why: 'model',
        proof: [],
        actions: [],
      },
      trustedCode: [CODE],
      attested: this.attested ? ['model'] : [],
      exhausted: this.exhausted,
      description: {rotationEnabled: this.on},
      keys: known({userName: 'svc', keys: [], readAt: NOW}),
    })
  }

  private seenValue(version: TrueVersion): ValueClass {
    return version.seesValue ? version.value : 'unread'
  }

  private seenAuth(version: TrueVersion): Auth | '?' {
    if (version.value === 'empty') return this.failedTests.has(version.id) ? 'no' : '?'
    if (this.failedTests.has(version.id)) return 'no'
    if (!version.seesAuth && !this.attested) return '?'
    if (version.gone) return version.seesAuth ? 'gone' : 'no'
    return this.isLive(version) ? 'yes' : 'no'
  }

  /** Does one call as AWS, the function and the target would. false: it failed, the plan stops. */
  apply(call: PlanCall): boolean {
    if (call.kind === 'pin') return this.move({label: holdLabel(call.versionId), to: call.versionId})
    if (call.kind === 'move') return this.move(call)
    if (call.kind === 'invoke') return this.step(call.step, call.versionId)
    if (call.kind === 'rotate') return this.rotate()
    return true
  }

  private move(move: {label: string; from?: string; to?: string}): boolean {
    const outcome = moveLabel(this.staging, move)
    if (outcome.kind === 'refused') return false
    this.staging = outcome.staging
    return true
  }

  /** Handlers refuse steps while rotation is off, and return early for a token that is AWSCURRENT. */
  step(step: RotationStep, id: string): boolean {
    if (!this.on) return false
    if (this.labelsOf(id).includes('AWSCURRENT')) return true
    if (!this.labelsOf(id).includes('AWSPENDING')) return false
    const version = this.version(id)
    if (step === 'createSecret') return version.value !== 'empty'
    if (step === 'setSecret') return this.set(version)
    if (step === 'testSecret') {
      if (version.value !== 'empty' && this.isLive(version)) return true
      this.failedTests.add(id)
      return false
    }
    const current = this.holder('AWSCURRENT')
    if (version.value === 'empty') return false
    return this.move({label: 'AWSCURRENT', ...(current === undefined ? {} : {from: current.id}), to: id})
  }

  /** A kind that replaces has to log in first: with pending, current or previous. */
  private set(version: TrueVersion): boolean {
    if (version.value !== 'own' || version.gone || !this.setWorks) return false
    if (version.live) return true
    if (this.replacing) {
      const known = [version, this.holder('AWSCURRENT'), this.holder('AWSPREVIOUS')]
      if (!known.some(other => other !== undefined && this.isLive(other))) return false
      for (const other of this.versions) other.live = false
    }
    version.live = true
    return true
  }

  private rotate(): boolean {
    const pending = this.holder('AWSPENDING')
    if (pending !== undefined && pending !== this.holder('AWSCURRENT')) return false
    this.on = true
    this.rotations += 1
    const id = `N${this.rotations}`
    const template = this.versions.find(version => version.id === 'T') ?? this.versions[0]!
    this.versions.push({
      id,
      value: 'own',
      live: false,
      gone: false,
      maker: 'fn',
      createdAt: NOW + this.rotations * MINUTE,
      seesValue: true,
      seesAuth: template.seesAuth,
      seesMaker: true,
    })
    this.staging = new Map([...this.staging, [id, []]])
    this.move({label: 'AWSPENDING', ...(pending === undefined ? {} : {from: pending.id}), to: id})
    const done = (['setSecret', 'testSecret', 'finishSecret'] as const).every(step => this.step(step, id))
    if (done) this.move({label: 'AWSPENDING', from: id})
    this.failedTests.delete(id)
    return done
  }
}

/** A version with everything visible, for the tests to change. */
export function aTrueVersion(id: string, change: Partial<TrueVersion> = {}): TrueVersion {
  return {
    id,
    value: 'own',
    live: false,
    gone: false,
    maker: 'fn',
    createdAt: NOW - 30 * DAY,
    seesValue: true,
    seesAuth: true,
    seesMaker: true,
    ...change,
  }
}

export function decisionOf(world: World): {facts: SecretFacts; decision: Decision} {
  const facts = world.facts()
  return {facts, decision: decide(facts)}
}
