import {fail, judged, pass, type CaseVerdict, type Item, type Plan} from '../item.ts'
import {holderOf} from '../labels.ts'
import {kmsRefusals, type KmsFacts} from '../scenarios/kms.ts'
import type {State} from '../scenarios/state.ts'
import {unreached} from '../step-facts.ts'
import {namesCode, toldBy} from '../told.ts'

export const kmsDeniedIsClean: Item = {
  id: 'kms-denied-is-clean',
  class: 'errors',
  severity: 'high',
  rule: 'KMS refused on read or write: clear error, target untouched; works once granted',
  hint: 'Read and write the secret before touching the target',
  kinds: 'any',
  cases: plan => kmsRefusals.map(scenario => judged(scenario, ({facts}) => judgeRefusal(facts, plan))),
}

function judgeRefusal({refusal, refused, settles, last}: KmsFacts, plan: Plan): CaseVerdict {
  if (refused === undefined) return unreached(last, 'createSecret')
  const {result, before, after} = refused
  const errors = result.calls.flatMap(({service, error}) => (service === 'secretsmanager' && error ? [error] : []))
  const codes = errors.filter(({code}) => /^(AccessDenied|DecryptionFailure|EncryptionFailure)/.test(code))
  // A step that needs no value has nothing to tell.
  if (codes.length === 0 && result.ok) return settles ? pass : notSettled(last.failed?.step)
  if (!result.ok && codes.length > 0 && !codes.some(error => namesCode(toldBy(result), error))) {
    return fail(`the error of ${result.step} tells of ${codes[0]?.code ?? 'KMS'}`, 'it does not')
  }
  const touched = result.ok ? undefined : changeOf(before, after, refusal, plan)
  if (touched !== undefined) return fail('what cannot read or store the value leaves the target alone', touched)
  return settles ? pass : notSettled(last.failed?.step)
}

function notSettled(step: string | undefined): CaseVerdict {
  return fail('the rotation goes on once KMS grants again', `${step ?? 'it'} failed in each attempt`)
}

/** What a step changed that KMS refused; undefined: nothing of account. */
function changeOf(before: State, after: State, refusal: KmsFacts['refusal'], {kind}: Plan): string | undefined {
  if (holderOf(before.labels, 'AWSCURRENT') !== holderOf(after.labels, 'AWSCURRENT')) return 'AWSCURRENT moved'
  if (kind === 'rep' || kind === 'alt') return before.target === after.target ? undefined : 'the target changed'
  const lost = Object.keys(before.credentials).find(id => after.credentials[id] !== before.credentials[id])
  if (lost !== undefined) return `the credential ending in ${lost.slice(-4)} is ${after.credentials[lost] ?? 'deleted'}`
  // A new credential that could not be stored is an orphan, which other items judge.
  const made = Object.keys(after.credentials).find(id => before.credentials[id] === undefined)
  return made === undefined || refusal.startsWith('write') ? undefined : 'a credential was made'
}
