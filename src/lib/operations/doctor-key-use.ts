import {parseArn} from '../arn.ts'
import type {AwsScope, KeyGrant, SimulatedDecision} from '../aws/gateways.ts'
import type {FoundKey, KeyUse} from '../doctor/encryption.ts'
import {type Fact, known} from '../doctor/facts.ts'
import {keyPolicyAnswer, type Match, throughSecretsManager} from '../doctor/readings/key-policy.ts'
import {allowedBy, keyRefusal, type KeyUseSides} from '../doctor/readings/key-use.ts'
import {readFact} from './doctor-read.ts'
import type {ExecutionRole} from './doctor-role-access.ts'
import type {DoctorRun} from './doctor-run.ts'

export const doctorKeyUseActions = ['iam:SimulatePrincipalPolicy', 'kms:GetKeyPolicy', 'kms:ListGrants'] as const

/** What reading and writing a value takes (https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html). */
const used = ['kms:Decrypt', 'kms:GenerateDataKey']

interface Asked {
  readonly secretArn: string
  readonly role: Pick<ExecutionRole, 'arn' | 'name'>
  readonly key: FoundKey
  /** Where the key is asked. */
  readonly scope: Partial<AwsScope>
}

/** What the role may not do with a key, by its own policies, that of the key, and grants. */
export async function readKeyUse(run: DoctorRun, asked: Asked): Promise<Fact<KeyUse>> {
  const {context} = run
  const {secretArn, role, key, scope} = asked
  const options = {signal: context.signal}
  const region = parseArn(secretArn)?.region ?? context.scope.region
  const simulated = await readFact('iam:SimulatePrincipalPolicy', () =>
    context.aws({region}).iam.simulate(
      {
        principalArn: role.arn,
        actions: used,
        resource: key.arn,
        conditions: throughSecretsManager(secretArn),
      },
      options,
    ),
  )
  if (simulated.kind === 'unknown') return simulated
  const policy = await readFact('kms:GetKeyPolicy', () => context.aws(scope).kms.policy(key.arn, options))
  if (policy.kind === 'unknown') return policy
  const sides = simulated.value.map((decision): KeyUseSides => ({
    action: decision.action,
    ...roleSideOf(decision),
    policy: keyPolicyAnswer(policy.value, {
      action: decision.action,
      roleArn: role.arn,
      keyArn: key.arn,
      secretArn,
    }),
    sameAccount: parseArn(key.arn)?.accountId === parseArn(role.arn)?.accountId,
  }))
  const isOpen = sides.some(
    side =>
      side.role !== 'forbidden' &&
      side.role !== 'forbidden by the organization' &&
      allowedBy(side, side.role) !== 'yes',
  )
  const grants = isOpen
    ? await readFact('kms:ListGrants', () => context.aws(scope).kms.grants(key.arn, options))
    : known([])
  if (grants.kind === 'unknown') return grants
  const refusals = sides.map(side => keyRefusal({...side, granted: grantedTo(role, grants.value, side.action)}))
  const open = refusals.find(refusal => refusal.kind === 'unknown')
  if (open?.kind === 'unknown') return open
  return known({
    roleName: role.name,
    roleArn: role.arn,
    refused: refusals.flatMap(refusal =>
      refusal.kind === 'known' && refusal.value !== undefined ? [refusal.value] : [],
    ),
    readAt: context.clock.now(),
  })
}

/**
 * An organization's policy and a denial outdo the policy of the key; a boundary does, unless that names the session:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html. Where conditions are open, there may
 * be a denial among them.
 */
function roleSideOf({decision, missingContext, outside}: SimulatedDecision): Pick<KeyUseSides, 'role' | 'direct'> {
  if (decision === 'allowed') return {role: 'yes'}
  if (missingContext.length > 0) return {role: 'maybe', direct: 'maybe'}
  if (outside === 'organization') return {role: 'forbidden by the organization'}
  if (decision === 'explicitDeny') return {role: 'forbidden'}
  return outside === undefined ? {role: 'no'} : {role: 'no', direct: 'maybe'}
}

/** A grant may have constraints: one that is there may be enough. */
function grantedTo(role: Asked['role'], grants: readonly KeyGrant[], action: string): Match {
  const session = `:assumed-role/${role.name}/`
  return grants.some(
    ({grantee, operations}) =>
      (grantee === role.arn || grantee.includes(session)) && operations.includes(action.replace('kms:', '')),
  )
    ? 'maybe'
    : 'no'
}
