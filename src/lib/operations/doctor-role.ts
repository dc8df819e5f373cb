import {parseArn} from '../arn.ts'
import type {AwsScope, FunctionConfiguration, RolesGateway} from '../aws/gateways.ts'
import {type Fact, known, type RoleExcess, unknown} from '../doctor/facts.ts'
import type {Rehearsal} from '../rehearse/record.ts'
import {recordedNeeds} from '../rehearse/recorded-needs.ts'
import {unusedActions, wideStatements} from '../rehearse/shipped-policy.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {readFact} from './doctor-read.ts'
import type {DoctorRun} from './doctor-run.ts'
import {settingNeeds} from './doctor-setting-needs.ts'

export const doctorRoleActions = [
  'iam:ListRolePolicies',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
] as const

/**
 * What the role of a function allows beyond the calls of its rehearsal; undefined: no rehearsal that ran to its end, so
 * that IAM is not even asked. The policies of a role are read once a run, however many secrets its functions rotate.
 */
export async function readRoleExcess(
  run: DoctorRun,
  {
    configuration,
    rehearsal,
    scope,
    secret,
  }: {
    readonly configuration: FunctionConfiguration
    readonly rehearsal: Rehearsal
    readonly scope: Partial<AwsScope>
    readonly secret: Pick<SecretDescription, 'arn' | 'tags'>
  },
): Promise<Fact<RoleExcess> | undefined> {
  const {roleArn} = configuration
  if (roleArn === undefined || rehearsal.kind !== 'record' || rehearsal.record.verdict === 'incomplete')
    return undefined
  const recorded = recordedNeeds(rehearsal.record.policy)
  if (recorded === undefined) return undefined
  const account = parseArn(roleArn)?.accountId
  if (account !== parseArn(configuration.arn)?.accountId) return unknown(`the role is in account ${account}`)
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  const reading = run.rolePolicies.get(roleArn) ?? readPolicies(run, run.context.aws(scope).roles, roleName)
  run.rolePolicies.set(roleArn, reading)
  const policies = await reading
  if (policies.kind === 'unknown') return policies
  const more = settingNeeds({secret, environmentNames: configuration.environmentNames, policies: policies.value})
  const needs = [...recorded, ...more]
  const from = (found: (policy: unknown) => readonly string[]) => [...new Set(policies.value.flatMap(found))].toSorted()
  return known({
    roleName,
    unused: from(policy => unusedActions(policy, needs)),
    wide: from(policy => wideStatements(policy, needs)),
    needs,
  })
}

async function readPolicies(
  {context}: DoctorRun,
  roles: RolesGateway,
  roleName: string,
): Promise<Fact<readonly unknown[]>> {
  const options = {signal: context.signal}
  const names = await readFact('iam:ListRolePolicies', () => roles.inlinePolicyNames(roleName, options))
  if (names.kind === 'unknown') return names
  const attached = await readFact('iam:ListAttachedRolePolicies', () => roles.attachedPolicyArns(roleName, options))
  if (attached.kind === 'unknown') return attached
  const policies: unknown[] = []
  for (const name of names.value) {
    const read = await readFact('iam:GetRolePolicy', () => roles.inlinePolicy(roleName, name, options))
    if (read.kind === 'unknown') return read
    policies.push(read.value)
  }
  for (const arn of attached.value) {
    const version = await readFact('iam:GetPolicy', () => roles.defaultVersionOf(arn, options))
    if (version.kind === 'unknown') return version
    const read = await readFact('iam:GetPolicyVersion', () => roles.managedPolicy(arn, version.value, options))
    if (read.kind === 'unknown') return read
    policies.push(read.value)
  }
  return known(policies)
}
