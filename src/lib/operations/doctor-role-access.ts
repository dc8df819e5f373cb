import {parseArn} from '../arn.ts'
import type {SimulatedDecision} from '../aws/gateways.ts'
import {type Fact, type FunctionFacts, known, unknown} from '../doctor/facts.ts'
import type {RefusedAction, RoleAccess} from '../doctor/role-access.ts'
import type {Rehearsal} from '../rehearse/record.ts'
import {recordedNeeds} from '../rehearse/recorded-needs.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {readFact} from './doctor-read.ts'
import type {DoctorRun} from './doctor-run.ts'
import {PASSWORD, stepActions} from './enable-role.ts'

export const doctorRoleAccessActions = ['iam:SimulatePrincipalPolicy', 'secretsmanager:GetResourcePolicy'] as const

/** The execution role of a function, which is of the secret's account. */
export interface ExecutionRole {
  readonly arn: string
  readonly name: string
  readonly rehearsal: Rehearsal
}

/**
 * The execution role of a function that was found. Undefined: there is none, or it is of another account than the secret,
 * where the policy of the secret decides too.
 */
export function roleOf({arn: secretArn}: SecretDescription, found: Fact<FunctionFacts>): ExecutionRole | undefined {
  if (found.kind !== 'known' || found.value.kind !== 'found') return undefined
  const {configuration, rehearsal} = found.value
  const arn = configuration.roleArn
  if (arn === undefined || parseArn(arn)?.accountId !== parseArn(secretArn)?.accountId) return undefined
  return {arn, name: arn.slice(arn.lastIndexOf('/') + 1), rehearsal}
}

/**
 * What the role of the function may not do with the secret, by simulation. Undefined: there is no role to ask about.
 * Unknown also where something else than the role's own policies may decide.
 */
export async function readRoleAccess(
  run: DoctorRun,
  description: SecretDescription,
  found: Fact<FunctionFacts>,
): Promise<Fact<RoleAccess> | undefined> {
  const role = roleOf(description, found)
  if (role === undefined) return undefined
  const steps = await refusals(run, description, role, stepActions)
  if (steps.kind === 'unknown') return steps
  const asksPassword = steps.value.length > 0 || needs(role.rehearsal) === true
  const password = asksPassword && needs(role.rehearsal) !== false
  const random = password ? await refusals(run, description, role, [PASSWORD], '*') : known([])
  if (random.kind === 'unknown') return random
  const refused = [...steps.value, ...random.value]
  if (steps.value.some(({by}) => by === 'nobody')) {
    const policy = await secretPolicy(run, description)
    if (policy.kind === 'unknown') return policy
  }
  return known({roleName: role.name, roleArn: role.arn, refused, readAt: run.context.clock.now()})
}

/** Whether the rehearsal called GetRandomPassword; undefined: no rehearsal tells. */
function needs(rehearsal: Rehearsal): boolean | undefined {
  if (rehearsal.kind !== 'record' || rehearsal.record.verdict === 'incomplete') return undefined
  return recordedNeeds(rehearsal.record.policy)?.some(({action}) => action === PASSWORD)
}

async function refusals(
  run: DoctorRun,
  description: SecretDescription,
  role: ExecutionRole,
  actions: readonly string[],
  resource = description.arn,
): Promise<Fact<readonly RefusedAction[]>> {
  const {context} = run
  const region = parseArn(description.arn)?.region ?? context.scope.region
  const decided = await readFact('iam:SimulatePrincipalPolicy', () =>
    context
      .aws({region})
      .iam.simulate(
        {principalArn: role.arn, actions, resource, conditions: conditionsOf(description)},
        {signal: context.signal},
      ),
  )
  if (decided.kind === 'unknown') return decided
  const refused = decided.value.filter(({decision}) => decision !== 'allowed')
  const open = [...new Set(refused.flatMap(({missingContext}) => missingContext))]
  if (open.length > 0) return unknown(`the policies of role ${role.name} also ask for ${open.join(', ')}`)
  return known(refused.map(one => ({action: one.action, resource, by: byOf(one)})))
}

function byOf({decision, outside}: SimulatedDecision): RefusedAction['by'] {
  if (decision === 'explicitDeny') return 'a policy'
  return outside === undefined ? 'nobody' : (`the ${outside}` as const)
}

/** What a call of the function would carry: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html. */
function conditionsOf({arn, rotationFunctionArn = '', tags}: SecretDescription): Readonly<Record<string, string>> {
  return {
    'secretsmanager:resource/AllowRotationLambdaArn': rotationFunctionArn,
    'secretsmanager:SecretId': arn,
    'aws:ResourceAccount': parseArn(arn)?.accountId ?? '',
    ...Object.fromEntries(
      Object.entries(tags).flatMap(([name, value]) => [
        [`secretsmanager:ResourceTag/${name}`, value],
        [`aws:ResourceTag/${name}`, value],
      ]),
    ),
  }
}

/** Within one account the policy of the secret may allow what the role's own do not. */
async function secretPolicy(run: DoctorRun, {arn}: SecretDescription): Promise<Fact<'none'>> {
  const {context} = run
  const region = parseArn(arn)?.region ?? context.scope.region
  const read = await readFact('secretsmanager:GetResourcePolicy', () =>
    context.aws({region}).secrets.hasResourcePolicy(arn, {signal: context.signal}),
  )
  if (read.kind === 'unknown') return read
  return read.value
    ? unknown('the secret has a policy of its own, which may allow the role what it needs')
    : known('none')
}
