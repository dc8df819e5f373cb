import type {CallRecordEntry} from '../../../src/lib/sandbox/kernel.ts'
import {loginService, operatorArn} from './names.ts'
import type {Stage} from './stage.ts'

/** What is really so: values against the target, whatever anybody has asked or believes. */
export interface Truth {
  /** Versions, newest last, with what each is worth. */
  readonly versions: readonly {readonly id: string; readonly labels: readonly string[]; readonly works: boolean}[]
}

export function truthOf({sandbox, target, secretArn}: Stage): Truth {
  const works = (text: string | undefined): boolean => {
    if (text === undefined) return false
    const value = parsed(text)
    if (target === 'login') return sandbox.logins.accepts(loginService, value['user'] ?? '', value['password'] ?? '')
    return sandbox.world.identities.lookup(value['accessKeyId'] ?? '', undefined).kind === 'ok'
  }
  const stored = sandbox.secretsManager.storedVersions(secretArn)
  return {versions: stored.map(({id, labels, text}) => ({id, labels, works: works(text)}))}
}

function parsed(text: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(text) as Record<string, string>
  } catch (error) {
    // Somebody put something else there by hand.
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

export function holderOf({versions}: Truth, label: string): Truth['versions'][number] | undefined {
  return versions.find(version => version.labels.includes(label))
}

/** Nothing is pending any more, and what consumers read works. */
export function isSettled(truth: Truth): boolean {
  const current = holderOf(truth, 'AWSCURRENT')
  const pending = holderOf(truth, 'AWSPENDING')
  return current?.works === true && (pending === undefined || pending.id === current.id)
}

const changes = new Set([
  'secretsmanager.UpdateSecretVersionStage',
  'secretsmanager.RotateSecret',
  'secretsmanager.CancelRotateSecret',
  'secretsmanager.PutSecretValue',
  'secretsmanager.UpdateSecret',
  'secretsmanager.DeleteSecret',
  'iam.UpdateAccessKey',
  'iam.DeleteAccessKey',
  'lambda.AddPermission',
  'lambda.RemovePermission',
])

const reads = /^(?:Describe|Get|List|Lookup|Filter)/

/**
 * Holds every change that secrot makes against the first two rules of the catalogue (doctor-catalogue.md section 1): some
 * labelled version works afterwards if one did before, and a version that works never loses its last label. What others
 * do, a function in its own step included, is taken as it is.
 */
export class Checker {
  readonly breaches: string[] = []
  /** Changes of secrot that were looked at. */
  checked = 0
  #stage: Stage | undefined
  #before: Truth = {versions: []}
  /** Actions of which secrot's journal has an intent; undefined: it is not looked at. */
  journaled: ((action: string) => boolean) | undefined

  watch(stage: Stage): void {
    this.#stage = stage
    this.#before = truthOf(stage)
    this.breaches.length = 0
    this.checked = 0
  }

  /** Something changed that is in no record: an administrator at the target. */
  moved(): void {
    if (this.#stage !== undefined) this.#before = truthOf(this.#stage)
  }

  see(entry: CallRecordEntry): void {
    const stage = this.#stage
    if (stage === undefined || entry.kind === 'fault' || entry.kind === 'event') return
    const before = this.#before
    const own = entry.principal === operatorArn
    // A move of labels by secrot is judged with the call that made it, which is written down next.
    if (own && entry.kind !== 'call') return
    const name = `${entry.service}.${entry.operation}`
    // Reads change nothing.
    if (own ? !changes.has(name) : reads.test(entry.operation ?? '')) return
    const after = truthOf(stage)
    this.#before = after
    if (!own || entry.tookEffect !== true) return
    this.checked += 1
    if (this.journaled?.(name) === false) this.breaches.push(`${name} was sent without being journaled`)
    if (hasWorking(before) && !hasWorking(after)) this.breaches.push(`rule 1: no labelled version works after ${name}`)
    for (const lost of before.versions) {
      if (!lost.works || lost.labels.length === 0) continue
      const now = after.versions.find(version => version.id === lost.id)
      if (now === undefined || now.labels.length === 0)
        this.breaches.push(`rule 2: ${lost.id} (${lost.labels.join(', ')}) works and lost its last label by ${name}`)
    }
  }
}

function hasWorking({versions}: Truth): boolean {
  return versions.some(version => version.works && version.labels.length > 0)
}
