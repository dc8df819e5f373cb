import {lackOf} from '../effect.ts'
import {fail, judged, pass, type CaseVerdict, type Item, type Plan} from '../item.ts'
import {holderOf} from '../labels.ts'
import type {Observation} from '../observation.ts'
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
  cases: plan => kmsRefusals.map(scenario => judged(scenario, observation => judgeRefusal(observation, plan))),
}

function judgeRefusal(observation: Observation<KmsFacts>, plan: Plan): CaseVerdict {
  const {refused, settles, last} = observation.facts
  if (refused === undefined) return unreached(last, 'createSecret')
  const {result, before, after} = refused
  const errors = result.calls.flatMap(({service, error}) => (service === 'secretsmanager' && error ? [error] : []))
  const codes = errors.filter(({code}) => /^(AccessDenied|DecryptionFailure|EncryptionFailure)/.test(code))
  // A step that needs no value has nothing to tell.
  if (codes.length === 0 && result.ok) return settles ? pass : notSettled(last.failed?.step)
  if (!result.ok && codes.length > 0 && !codes.some(error => namesCode(toldBy(result), error))) {
    return fail(`the error of ${result.step} tells of ${codes[0]?.code ?? 'KMS'}`, 'it does not')
  }
  const lack = result.ok ? lackOf(result, observation, plan) : undefined
  if (lack !== undefined) return fail(`${result.step} fails where KMS refuses`, `it succeeded, but ${lack}`)
  const touched = result.ok ? undefined : changeOf(before, after, plan)
  if (touched !== undefined) return fail('what cannot read or store the value leaves the target alone', touched)
  return settles ? pass : notSettled(last.failed?.step)
}

function notSettled(step: string | undefined): CaseVerdict {
  return fail('the rotation goes on once KMS grants again', `${step ?? 'it'} failed in each attempt`)
}

/** What a step changed that KMS refused; undefined: nothing of account. */
function changeOf(before: State, after: State, {kind}: Plan): string | undefined {
  if (holderOf(before.labels, 'AWSCURRENT') !== holderOf(after.labels, 'AWSCURRENT')) return 'AWSCURRENT moved'
  if (kind === 'rep' || kind === 'alt') return before.target === after.target ? undefined : 'the target changed'
  const lost = Object.keys(before.credentials).find(id => after.credentials[id] !== before.credentials[id])
  if (lost !== undefined) return `the credential ending in ${lost.slice(-4)} is ${after.credentials[lost] ?? 'deleted'}`
  const made = Object.keys(after.credentials).find(id => before.credentials[id] === undefined)
  return made === undefined || after.credentials[made] !== 'active' ? undefined : 'a credential was made and left there'
}
