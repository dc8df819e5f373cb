import {parseArn} from '../arn.ts'
import {settingsOf} from '../deploy/role-policy.ts'
import {identitiesOf} from '../deploy/mail-identities.ts'
import {type Need, namedResources} from '../rehearse/shipped-policy.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {packagedRotators} from '../rotators/catalogue.ts'
import type {Permission} from '../rotators/packaged.ts'

interface About {
  readonly secret: Pick<SecretDescription, 'arn' | 'tags'>
  /** Names of the function's variables. */
  readonly environmentNames: readonly string[]
  /** Of the role. */
  readonly policies: readonly unknown[]
}

/**
 * What a rotator that comes with secrot calls only where a setting is set: rehearsals have none. A function that the role
 * lets at more than this secret has settings of others, too, that are not looked up: what their names are allowed on counts.
 */
export function settingNeeds({secret, environmentNames, policies}: About): readonly Need[] {
  const settings = settingsOf(secret, {})
  const servesOthers = named(policies, 'secretsmanager:PutSecretValue').some(resource => !isOf(resource, secret.arn))
  return packagedRotators.flatMap(({permissions}) =>
    permissions.flatMap(permission => {
      const setting = settingOf(permission)
      if (setting === undefined) return []
      const isSet = settings[setting] !== undefined || environmentNames.includes(setting)
      if (!isSet && !servesOthers) return []
      const own = ownResources(permission, secret.arn, settings[setting])
      return permission.actions.flatMap(action =>
        [...new Set([...own, ...named(policies, action)])].map(resource => ({action, resource})),
      )
    }),
  )
}

/** undefined: it hangs on no setting. */
function settingOf({on, when, setting}: Permission): string | undefined {
  return when === undefined ? undefined : (setting ?? /^\{([A-Z_]+)\}$/.exec(on)?.[1])
}

/** None where only a variable says what it is about: its value is not read. */
function ownResources({on}: Permission, secretArn: string, value: string | undefined): readonly string[] {
  if (value === undefined) return []
  if (on === '{secret}') return [secretArn]
  const {partition = '', region = '', accountId = ''} = parseArn(secretArn) ?? {}
  const isAddress = on === '{MAIL_FROM}'
  return isAddress
    ? identitiesOf(value).map(one => `arn:${partition}:ses:${region}:${accountId}:identity/${one}`)
    : [value]
}

function named(policies: readonly unknown[], action: string): readonly string[] {
  return policies.flatMap(policy => namedResources(policy, action))
}

/** Its ARN, or the name with six characters that AWS adds. */
function isOf(resource: string, arn: string): boolean {
  return resource === arn || resource.replace(/-\?{6}$/, '') === arn.replace(/-[^-]{6}$/, '')
}
