import type {Sandbox} from '../../sandbox/index.ts'

const ROLE_ARN = /arn:[\w-]+:iam::\d{12}:role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]{1,64})/g

/** Whoever assumes it may do everything: what a function may do with its own role is judged, not what others let it do. */
const EVERYTHING = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}

/**
 * Variables in which ARNs of roles are those of roles of the stage, which the function may assume: with another role's
 * credentials only the RotationToken tells Secrets Manager that it is the function that writes.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export function stageAssumableRoles(
  sandbox: Sandbox,
  variables: Readonly<Record<string, string>>,
  functionRoleArn: string,
): Readonly<Record<string, string>> {
  const made = new Map<string, string>()
  const Statement = [{Effect: 'Allow', Principal: {AWS: functionRoleArn}, Action: 'sts:AssumeRole'}]
  const roleOf = (name: string): string => {
    const known = made.get(name)
    if (known !== undefined) return known
    const arn = sandbox.iam.addRole({
      accountId: sandbox.accountId,
      // Under its own name, which the policy of the calls made then names; the function's own role is not replaced.
      roleName: functionRoleArn.endsWith(`/${name}`) ? `${name}-assumed` : name,
      trustPolicy: {Version: '2012-10-17', Statement},
      policies: {all: EVERYTHING},
    })
    made.set(name, arn)
    return arn
  }
  return Object.fromEntries(
    Object.entries(variables).map(([name, text]) => [
      name,
      text.replaceAll(ROLE_ARN, (_, role: string) => roleOf(role)),
    ]),
  )
}
