import type {FaultRule} from '../../../src/lib/sandbox/fault-rules.ts'
import type {DoctorResult} from '../../../src/lib/operations/doctor-result.ts'
import {type Checker, holderOf, isSettled, type Truth, truthOf} from './checker.ts'
import type {SecrotEnd} from './model.ts'
import {loginService, operatorArn, rotatorName, userName} from './names.ts'
import type {Act, CrashPlan, Death} from './plan.ts'
import type {Stage} from './stage.ts'
import type {Wishes} from './wishes.ts'

/** Runs a command of secrot; `die` is called at the moment of its death. */
export type RunSecrot = (
  command: {readonly name: 'doctor'; readonly wishes: Wishes} | {readonly name: 'rotate'},
) => Promise<SecrotEnd>

export interface Played {
  readonly breaches: readonly string[]
  /** Runs of secrot that were killed. */
  readonly deaths: number
  /** Faults that struck. */
  readonly faults: number
  /** Changes of secrot that were held against the rules. */
  readonly checked: number
  /** Runs of doctor, once faults had stopped, until nothing was wrong any more. */
  readonly rounds: number
  readonly settled: boolean
  /** What doctor did, by finding and outcome; and what killed runs had come to. */
  readonly did: readonly string[]
  /** What the operator was told last, for a run that did not settle. */
  readonly told: string
}

export interface Stagehands {
  readonly stage: Stage
  readonly checker: Checker
  readonly secrot: RunSecrot
  /** The rule whose fault is the death of the run that is going on. */
  readonly deathRule: {index: number | undefined}
}

/** Rounds of doctor, and of what it says a person has to do, within which everything is well again. */
const mostRounds = 8
const hour = 3_600_000

/** Plays one plan to its end: everything goes wrong, then faults stop and secrot has to bring it in order. */
export async function play(plan: CrashPlan, hands: Stagehands): Promise<Played> {
  const {stage, checker} = hands
  checker.watch(stage)
  const player = new Player(plan, hands)
  await player.goWrong()
  const {rounds, settled} = await player.settle()
  const faults = stage.sandbox.callRecord.entries().filter(entry => entry.kind === 'fault').length
  const breaches = [...checker.breaches, ...player.lies, ...stage.sandbox.bugs.map(bug => `bug: ${String(bug)}`)]
  return {
    breaches,
    deaths: player.deaths,
    faults,
    checked: checker.checked,
    rounds,
    settled,
    did: player.did,
    told: player.told,
  }
}

class Player {
  readonly #plan: CrashPlan
  readonly #hands: Stagehands
  deaths = 0
  told = ''
  readonly lies: string[] = []
  readonly did: string[] = []

  constructor(plan: CrashPlan, hands: Stagehands) {
    this.#plan = plan
    this.#hands = hands
  }

  async goWrong(): Promise<void> {
    this.#setFaults()
    for (const act of this.#plan.acts) await this.#act(act)
  }

  /** Faults stop; whoever is to blame has mended the function; doctor, and a person where doctor says so, do the rest. */
  async settle(): Promise<{rounds: number; settled: boolean}> {
    const {sandbox, root} = this.#hands.stage
    sandbox.faults.clear()
    sandbox.logins.behave(loginService, {})
    await root('lambda', 'UpdateFunctionConfiguration', {FunctionName: rotatorName, MemorySize: 256})
    await sandbox.clock.advance(this.#plan.restMs)
    let wishes: Wishes = {}
    for (let round = 1; round <= mostRounds; round += 1) {
      const end = await this.#secrot({name: 'doctor', wishes})
      const report = end.kind === 'ended' ? end.report : undefined
      if (report !== undefined) this.#compare(report)
      const well = isSettled(this.#truth())
      if (well && (!this.#plan.rotatesAtEnd || (await this.#rotates()))) return {rounds: round, settled: true}
      wishes = await this.#advised(report)
    }
    return {rounds: mostRounds, settled: false}
  }

  #truth(): Truth {
    return truthOf(this.#hands.stage)
  }

  #setFaults(death?: Death): void {
    const {functionFaults, operatorFaults, seed} = this.#plan
    const rules: FaultRule[] = [...functionFaults, ...operatorFaults]
    if (death !== undefined) {
      const kind = death.when === 'before' ? 'connection-reset' : 'lost-reply'
      rules.unshift({kind, principal: operatorArn, operation: death.operation, nth: death.nth})
    }
    this.#hands.deathRule.index = death === undefined ? undefined : 0
    this.#hands.stage.sandbox.faults.set(rules, seed)
  }

  async #secrot(command: Parameters<RunSecrot>[0], death?: Death): Promise<SecrotEnd> {
    const {deathRule, secrot} = this.#hands
    if (death !== undefined) this.#setFaults(death)
    const end = await secrot(command)
    deathRule.index = undefined
    if (end.kind === 'died') this.deaths += 1
    else this.told = end.failure ?? findingsOf(end.report)
    if (end.kind === 'died') this.did.push(`died at ${death?.operation} ${death?.when}`)
    else
      for (const secret of end.report?.secrets ?? [])
        this.did.push(...secret.findings.filter(f => f.verdict !== null).map(f => `${f.id} ${f.verdict}: ${f.outcome}`))
    // What a dead process had sent is answered to nobody; what goes on at AWS goes on.
    await this.#hands.stage.sandbox.clock.idle()
    return end
  }

  async #act(act: Act): Promise<void> {
    const {stage} = this.#hands
    const {sandbox, secretArn: SecretId} = stage
    const ClientRequestToken = sandbox.world.uuid()
    if (act.kind === 'passes') return sandbox.clock.advance(act.ms)
    if (act.kind === 'target')
      return sandbox.logins.behave(
        loginService,
        act.is === 'down' ? {down: true} : act.is === 'slow' ? {delayMs: 4000} : {},
      )
    if (act.kind === 'aws-rotates') return this.#asRoot('RotateSecret', {SecretId, ClientRequestToken})
    if (act.kind === 'aws-tests')
      return this.#asRoot('RotateSecret', {SecretId, ClientRequestToken, RotateImmediately: false})
    if (act.kind === 'cancels') return this.#asRoot('CancelRotateSecret', {SecretId})
    if (act.kind === 'puts') return this.#puts(act.value, ['AWSCURRENT'])
    if (act.kind === 'stages-own') return this.#puts('junk', ['AWSPENDING'])
    if (act.kind === 'drops-pending') return this.#dropsPending()
    if (act.kind === 'resets-target') return this.#resetsTarget(act.to)
    await this.#secrot(act.command === 'doctor' ? {name: 'doctor', wishes: {}} : {name: 'rotate'}, act.death)
  }

  /** AWS refuses some of what people try, as it would. */
  async #asRoot(operation: string, input: Record<string, unknown>): Promise<void> {
    const {root, sandbox} = this.#hands.stage
    try {
      await root('secretsmanager', operation, input)
    } catch (error) {
      if ((error as Error).name !== 'ServiceError') throw error
    }
    await sandbox.clock.idle()
  }

  async #puts(value: 'working' | 'junk', VersionStages: readonly string[]): Promise<void> {
    const {sandbox, secretArn: SecretId} = this.#hands.stage
    const stored = sandbox.secretsManager.storedVersions(SecretId)
    const working = this.#truth().versions.findLast(version => version.works)
    const text = stored.find(version => version.id === working?.id)?.text ?? '{}'
    const SecretString = value === 'working' ? text : this.#spoiled(text)
    await this.#asRoot('PutSecretValue', {
      SecretId,
      ClientRequestToken: sandbox.world.uuid(),
      SecretString,
      VersionStages,
    })
  }

  /** A value of the right shape that the target never took. */
  #spoiled(text: string): string {
    const value = JSON.parse(text) as Record<string, string>
    const spoilt = `spoilt-${this.#hands.stage.sandbox.world.uuid()}`
    return JSON.stringify(
      'password' in value
        ? {...value, password: spoilt}
        : {...value, secretAccessKey: spoilt, accessKeyId: 'AKIAIOSFODNN7EXAMPLE'},
    )
  }

  async #dropsPending(): Promise<void> {
    const pending = holderOf(this.#truth(), 'AWSPENDING')
    if (pending === undefined) return
    await this.#asRoot('UpdateSecretVersionStage', {
      SecretId: this.#hands.stage.secretArn,
      VersionStage: 'AWSPENDING',
      RemoveFromVersionId: pending.id,
    })
  }

  /** As the target's administrator: it takes the value of that version from now on, and only that. */
  async #resetsTarget(label: string): Promise<void> {
    const {stage, checker} = this.#hands
    if (stage.target !== 'login') return
    const holder = holderOf(this.#truth(), label)
    const text = stage.sandbox.secretsManager
      .storedVersions(stage.secretArn)
      .find(version => version.id === holder?.id)?.text
    const {password} = JSON.parse(text ?? '{}') as {password?: string}
    if (password === undefined) return
    stage.sandbox.logins.setPassword(loginService, userName, password)
    checker.moved()
  }

  /** A rotation from here to its end; the last proof that nothing is left over. */
  async #rotates(): Promise<boolean> {
    const end = await this.#secrot({name: 'rotate'})
    await this.#hands.stage.sandbox.clock.advance(hour)
    return end.kind === 'ended' && end.exitCode === 0 && isSettled(this.#truth())
  }

  /** What doctor says that a person has to do, done; answers how doctor is called next. */
  async #advised(report: DoctorResult | undefined): Promise<Wishes> {
    const {stage} = this.#hands
    await stage.sandbox.clock.advance(hour)
    const truth = this.#truth()
    const ids = new Set(
      (report?.secrets ?? []).flatMap(secret => (secret.after ?? secret).findings).map(finding => finding.id),
    )
    if (stage.target === 'access-key') await this.#deletesSpareKeys(truth)
    if (ids.has('nothing-authenticates')) await this.#resetsTarget('AWSCURRENT')
    if (ids.has('rotation-state-unreadable')) await stage.sandbox.clock.advance(25 * hour)
    const pending = holderOf(truth, 'AWSPENDING')
    if (ids.has('pending-not-from-this-rotation') || ids.has('pending-state-unknown'))
      return {choose: pending?.works === true ? 'finish' : 'discard'}
    return {}
  }

  /** Keys of the user that neither AWSCURRENT nor AWSPENDING holds: each takes one of two places. */
  async #deletesSpareKeys({versions}: Truth): Promise<void> {
    const {root, sandbox, secretArn} = this.#hands.stage
    const labelled = new Set(
      versions.filter(({labels}) => labels.some(label => /CURRENT|PENDING/.test(label))).map(version => version.id),
    )
    const stored = sandbox.secretsManager.storedVersions(secretArn).filter(version => labelled.has(version.id))
    const kept = stored.map(version => (JSON.parse(version.text ?? '{}') as {accessKeyId?: string}).accessKeyId)
    const {AccessKeyMetadata: keys} = (await root('iam', 'ListAccessKeys', {UserName: userName})) as {
      AccessKeyMetadata: readonly {AccessKeyId: string}[]
    }
    for (const {AccessKeyId} of keys)
      if (!kept.includes(AccessKeyId)) await root('iam', 'DeleteAccessKey', {UserName: userName, AccessKeyId})
  }

  /** What doctor says of the consumers, once nothing disturbs it, is true. */
  #compare(report: DoctorResult): void {
    const works = holderOf(this.#truth(), 'AWSCURRENT')?.works === true
    for (const secret of report.secrets) {
      const {consumers} = secret.after ?? secret
      if (consumers === 'working' && !works) this.lies.push('doctor says that consumers work, and they are refused')
      if (consumers === 'refused' && works) this.lies.push('doctor says that consumers are refused, and they work')
    }
  }
}

function findingsOf(report: DoctorResult | undefined): string {
  return (report?.secrets ?? [])
    .flatMap(secret => (secret.after ?? secret).findings)
    .map(
      finding =>
        `${finding.id} (${finding.verdict ?? '-'}: ${finding.outcome}${finding.refusedBecause === null ? '' : `, ${finding.refusedBecause}`})`,
    )
    .join('; ')
}
