import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import type {Config} from '../config/config.ts'
import {type Fact, type FunctionFacts, type InvokePermission, known, unknown} from '../doctor/facts.ts'
import {mayInvoke, statementIds} from '../doctor/readings/invoke-permission.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {configuredScope} from './configured-scope.ts'
import type {Context} from './context.ts'
import {readFact} from './doctor-read.ts'
import {doctorRoleActions, readRoleExcess} from './doctor-role.ts'
import type {DoctorRun} from './doctor-run.ts'

export const doctorFunctionActions = [
  'lambda:GetFunctionConfiguration',
  'lambda:GetFunctionConcurrency',
  'lambda:GetPolicy',
  ...doctorRoleActions,
  'sts:AssumeRole',
] as const

/**
 * The scope in which a function, or a key, may be asked, or why it may not: a function of another account is not asked
 * with this account's credentials, since it could be one of the same name.
 */
export async function functionScope(
  run: {
    readonly context: Context
    readonly options: {
      readonly functionProfile?: string | undefined
      readonly accounts?: Config['accounts'] | undefined
    }
  },
  arn: string,
  what: 'function' | 'key' = 'function',
): Promise<Fact<Partial<AwsScope>>> {
  const parts = parseArn(arn)
  if (parts === undefined) return unknown(`${arn} is no ARN of a ${what}`)
  const region = parts.region
  const {context, options} = run
  const own = await context.caller({region})
  if (own.accountId === parts.accountId) return known({region})
  if (options.functionProfile === undefined) {
    const accounts = options.accounts ?? (await context.otherAccounts?.map())
    const mapped = accounts?.[parts.accountId]
    if (mapped !== undefined) return configuredScope(context, parts, mapped)
    return unknown(`the ${what} is in account ${parts.accountId}; name a profile for it with --function-profile`)
  }
  const scope = {region, profile: options.functionProfile}
  const other = await context.caller(scope)
  return other.accountId === parts.accountId
    ? known(scope)
    : unknown(
        `the ${what} is in account ${parts.accountId}, and profile ${options.functionProfile} is of ${other.accountId}`,
      )
}

/** What the configured rotation function is; region and account are compared before any call. */
export async function readFunction(
  run: DoctorRun,
  secret: Pick<SecretDescription, 'arn' | 'tags'>,
  arn: string | undefined,
): Promise<Fact<FunctionFacts>> {
  if (arn === undefined) return known({kind: 'none'})
  const {context} = run
  const readAt = context.clock.now()
  if (parseArn(arn)?.region !== parseArn(secret.arn)?.region)
    return known({kind: 'missing', arn, because: 'other-region', readAt})
  const scope = await functionScope(run, arn)
  if (scope.kind === 'unknown') return scope
  const {lambda} = context.aws(scope.value)
  const options = {signal: context.signal}
  const configuration = await readFact('lambda:GetFunctionConfiguration', () => lambda.configuration(arn, options))
  if (configuration.kind === 'unknown') return configuration
  if (configuration.value === undefined) return known({kind: 'missing', arn, because: 'not-found', readAt})
  const reservedConcurrency = await readFact('lambda:GetFunctionConcurrency', () =>
    lambda.reservedConcurrency(withoutQualifier(arn), options),
  )
  const rehearsal = await context.rehearsals.of(configuration.value)
  const found = {configuration: configuration.value, rehearsal}
  const roleExcess = await readRoleExcess(run, {...found, scope: scope.value, secret})
  const excess = roleExcess === undefined ? {} : {roleExcess}
  return known({kind: 'found', ...found, reservedConcurrency, ...excess, readAt})
}

/** Whether Secrets Manager may invoke exactly this ARN and qualifier for this secret. */
export async function readInvokePermission(
  run: DoctorRun,
  secretArn: string,
  arn: string | undefined,
  found: Fact<FunctionFacts>,
): Promise<Fact<InvokePermission>> {
  if (found.kind === 'unknown') return found
  if (arn === undefined || found.value.kind !== 'found') return unknown('there is no function to invoke')
  const scope = await functionScope(run, arn)
  if (scope.kind === 'unknown') return scope
  const {context} = run
  const policy = await readFact('lambda:GetPolicy', () =>
    context.aws(scope.value).lambda.policy(arn, {signal: context.signal}),
  )
  if (policy.kind === 'unknown') return policy
  const statements = policy.value?.statements ?? []
  const revisionId = policy.value?.revisionId
  return known({
    allowed: mayInvoke(statements, {secretArn, account: parseArn(secretArn)?.accountId ?? ''}),
    statementIds: statementIds(statements),
    readAt: context.clock.now(),
    ...(revisionId === undefined ? {} : {revisionId}),
  })
}

/** Reserved concurrency belongs to the function, not to a version or alias of it. */
function withoutQualifier(arn: string): string {
  return arn.split(':').slice(0, 7).join(':')
}
