import type {AwsScope, DescribedFunction} from '../aws/gateways.ts'
import type {Deployment} from '../deploy/deployment.ts'
import {functionArnOf} from '../deploy/deployment.ts'
import type {RotationRules, SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {notToAdopt} from './deploy-refusals.ts'
import {awsTextOf} from './doctor-aws.ts'
import {tryRead} from './try-read.ts'

/** The function that rotated a secret so far. It stays as it is. */
export interface FormerFunction {
  readonly arn: string
  /** Absent: it could not be read, or there is none any more. */
  readonly found?: DescribedFunction
  /** Rotates with it again, by the rules that the secret has. */
  readonly back: string
}

/** Looks at the function whose place is taken. Throws NOT_TO_ADOPT (exit 3) where there is none, or its rotation is off. */
export async function formerFunction(
  context: Context,
  scope: AwsScope,
  existing: SecretDescription,
): Promise<FormerFunction> {
  const {arn: secretArn, name, rotationFunctionArn: arn, rotationRules: rules, rotationEnabled} = existing
  if (arn === undefined || rules === undefined)
    throw notToAdopt(`${name} has no rotation function whose place could be taken.`, name, '--secret')
  if (rotationEnabled !== true)
    throw notToAdopt(`The rotation of ${name} is off: somebody has switched it off.`, name, 'enable')
  const read = await tryRead('lambda:GetFunction', () =>
    context.aws(scope).lambda.described(arn, {signal: context.signal}),
  )
  const found = read.kind === 'read' ? read.value : undefined
  if (read.kind !== 'read') context.progress.warn(`${arn} could not be read: ${read.reason}`)
  return {arn, back: backTo(context, scope, {secretArn, arn, rules}), ...(found === undefined ? {} : {found})}
}

function backTo(
  context: Context,
  scope: AwsScope,
  {secretArn, arn, rules}: {readonly secretArn: string; readonly arn: string; readonly rules: RotationRules},
): string {
  return awsTextOf({kind: 'switch-on', rules, functionArn: arn}, secretArn, context.scopeFlags(scope).aws)
}

/** What becomes of what, in lines. Names of variables only: values may be secrets. */
export function differenceLines(former: FormerFunction, deployment: Deployment): readonly string[] {
  const {runtime, timeoutSeconds, memoryMb} = deployment.rotator.function
  const variables = Object.keys(deployment.variables)
  const {configuration} = former.found ?? {}
  const was =
    configuration === undefined
      ? 'not read'
      : partsOf({
          runtime: configuration.runtime ?? 'an image',
          timeoutSeconds: configuration.timeoutMs / 1000,
          memoryMb: configuration.memoryMb ?? 128,
          variables: configuration.environmentNames,
        })
  return [
    `  was   ${former.arn} (${was})`,
    `  is    ${functionArnOf(deployment)} (${partsOf({runtime, timeoutSeconds, memoryMb, variables})})`,
    '  stays the value, its labels and the schedule; the former function too, with its permission',
    `  back  ${former.back}`,
  ]
}

function partsOf(parts: {
  readonly runtime: string
  readonly timeoutSeconds: number
  readonly memoryMb: number
  readonly variables: readonly string[]
}): string {
  const {runtime, timeoutSeconds, memoryMb, variables} = parts
  const names = variables.length === 0 ? 'no variables' : `variables ${variables.join(', ')}`
  return `${runtime}, ${timeoutSeconds}s, ${memoryMb} MB, ${names}`
}
