import {ascii} from './ascii.ts'
import type {Blueprint, BlueprintSecret} from './blueprint.ts'
import {quoted} from './hcl.ts'
import {domainToken, KEY_TOKEN, secretToken} from './statements.ts'
import {partsOf, ROLE_TOKEN} from './tokens.ts'

/** `SecretName2` → `secret_name_2` */
export function variableNameOf(parameter: string): string {
  return parameter.replaceAll(/(?<=[a-z])(?=[A-Z0-9])/g, '_').toLowerCase()
}

/** Ends the address of what is made for one secret: `secret`, `secret_2`. */
export function addressOf(name: string, {suffix}: Pick<BlueprintSecret, 'suffix'>): string {
  return suffix === '' ? name : `${name}_${suffix}`
}

/** The ARN of a secret as an expression. */
export function secretExpression(secret: BlueprintSecret): string {
  return secret.placeholder === undefined
    ? `var.${variableNameOf(secret.parameter)}`
    : `aws_secretsmanager_secret.${addressOf('secret', secret)}.arn`
}

/** Makes an expression of a text with tokens. */
export function terraformExpressions({secrets}: Blueprint): (text: string) => string {
  const known: Record<string, string> = {
    Partition: 'data.aws_partition.current.partition',
    AccountId: 'data.aws_caller_identity.current.account_id',
    Region: 'data.aws_region.current.id',
    [KEY_TOKEN]: 'local.key_arn',
    [ROLE_TOKEN]: 'aws_iam_role.rotation.arn',
    [domainToken('MailFrom')]: 'split("@", var.mail_from)[1]',
    ...Object.fromEntries(secrets.map(secret => [secretToken(secret.suffix), secretExpression(secret)])),
  }
  const expressionOf = (name: string): string => known[name] ?? `var.${variableNameOf(name)}`
  return text => {
    const parts = partsOf(text)
    const [only, ...others] = parts
    if (only !== undefined && 'token' in only && others.length === 0) return expressionOf(only.token)
    const written = parts.map(part =>
      'text' in part ? quoted(part.text).slice(1, -1) : `\${${expressionOf(part.token)}}`,
    )
    return `"${written.join('')}"`
  }
}

/** A text for people. */
export function words(text: string): string {
  return quoted(ascii(text))
}
