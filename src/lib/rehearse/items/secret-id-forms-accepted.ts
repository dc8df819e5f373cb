import {fail, judged, pass, type CaseVerdict, type Item, type Plan} from '../item.ts'
import type {Seen} from '../observation.ts'
import {oddNames, otherPartition, type SecretIdFacts} from '../scenarios/secret-id.ts'
import {failsAnyway, notReached} from '../skips.ts'

export const secretIdFormsAccepted: Item = {
  id: 'secret-id-forms-accepted',
  class: 'event and token',
  severity: 'medium',
  rule: 'Works for full ARNs, any legal name, other regions and partitions',
  hint: 'Pass the ARN on; never take it apart',
  kinds: 'any',
  cases: plan =>
    [...oddNames, otherPartition].map(scenario =>
      judged(scenario, ({facts}) => failsAnyway(plan) ?? judge(facts, plan)),
    ),
}

/** Calls about one secret; those of a third kind, as for an administrator's login, name another one. */
const ABOUT_A_SECRET = /^(Describe|Get|Put|Update|List)Secret/

function judge({arn, results, done}: SecretIdFacts, {plain}: Plan): CaseVerdict {
  const calls = results.flatMap(result => result.calls).filter(isAboutASecret)
  const [first] = calls
  if (first === undefined) return fail(`a call names ${arn}`, 'the function asked for no secret at all')
  const other = calls.find(({input}) => isAlike(input['SecretId'], arn) && input['SecretId'] !== arn)
  if (first.input['SecretId'] !== arn || other !== undefined) {
    return fail(`calls name ${arn}`, `${(other ?? first).operation} named the secret otherwise`)
  }
  const failed = results.find(({ok}) => !ok)
  if (done === undefined || done) return pass
  if (!plain.rotation.ok) return notReached(plain.rotation)
  return fail(`a rotation of ${arn} succeeds`, `${failed?.step ?? 'finishSecret'} failed`)
}

function isAboutASecret({service, operation}: Seen): boolean {
  return service === 'secretsmanager' && ABOUT_A_SECRET.test(operation)
}

/** Another way to say the same secret: its name, an ARN without the suffix, an ARN of another place. */
function isAlike(named: unknown, arn: string): boolean {
  const tail = arn.split(':').slice(6).join(':')
  const name = tail.replace(/-[A-Za-z0-9]{6}$/, '')
  const given =
    typeof named === 'string'
      ? named
          .split(':')
          .slice(named.startsWith('arn:') ? 6 : 0)
          .join(':')
      : ''
  return given === tail || given === name || (given.length > 3 && name.startsWith(given))
}
