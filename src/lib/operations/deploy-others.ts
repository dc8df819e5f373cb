import type {AwsScope} from '../aws/gateways.ts'
import {type DeployedSecret, functionArnOf, type Place} from '../deploy/deployment.ts'
import {targetSettingOf} from '../deploy/settings.ts'
import {readStatements, type StatementReading} from '../doctor/readings/invoke-statements.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'
import type {Context} from './context.ts'
import type {DeployLook} from './deploy-look.ts'
import {existingSecret, permittedSecrets} from './deploy-secrets.ts'

interface About {
  readonly context: Context
  readonly scope: AwsScope
  readonly rotator: PackagedRotator
}

/** A statement by which Secrets Manager may invoke the function, with the id by which it can be removed. */
export type OwnStatement = StatementReading & {readonly id: string}

/** The secrets of a function that the command line does not name. */
export interface OtherSecrets {
  readonly descriptions: readonly SecretDescription[]
  readonly secrets: readonly DeployedSecret[]
  /** Statements for secrets that are gone for good. */
  readonly forgotten: readonly OwnStatement[]
}

/**
 * What else the function rotates, or is about to: a secret has its permission before its rotation, and between the two
 * another run must not write the role without it.
 */
export async function otherSecrets(
  about: About,
  look: DeployLook,
  named: {readonly name: string; readonly place: Place; readonly secretName: string},
): Promise<OtherSecrets> {
  const {secrets, gone} = await permittedSecrets(about, look, named)
  const functionArn = functionArnOf(named)
  const descriptions = secrets.filter(
    ({name, rotationFunctionArn = functionArn}) => name !== named.secretName && rotationFunctionArn === functionArn,
  )
  return {
    descriptions,
    secrets: await Promise.all(descriptions.map(one => otherSecret(about, one, look))),
    forgotten: readStatements(look.statements, {functionArn, account: named.place.accountId}).flatMap(statement =>
      statement.id !== undefined && isOnlyFor(statement, gone) ? [{...statement, id: statement.id}] : [],
    ),
  }
}

function isOnlyFor({relation, conditions}: StatementReading, arns: readonly string[]): boolean {
  const sources = conditions.filter(({key}) => key.toLowerCase() === 'aws:sourcearn').flatMap(({values}) => values)
  return relation !== 'other' && sources.length > 0 && sources.every(arn => arns.includes(arn))
}

/** Nobody typed its name: that something of it is missing is said, and the role goes on allowing for it what it does. */
async function otherSecret(about: About, description: SecretDescription, look: DeployLook): Promise<DeployedSecret> {
  try {
    return await existingSecret(about, description, {})
  } catch (error) {
    if (!(error instanceof SecrotError) || error.exit !== EXIT.usage) throw error
    about.context.progress.warn(
      `${description.name}, which the function rotates too, cannot be rotated: ${error.message} The role stays as it is for it.`,
    )
    return asItWas(about, description, look)
  }
}

function asItWas({rotator}: About, description: SecretDescription, {rolePolicy = ''}: DeployLook): DeployedSecret {
  const {name, arn, tags, kmsKeyId} = description
  const setting = targetSettingOf(rotator)
  const value = setting === undefined ? undefined : tags[setting.tag]
  const targets =
    setting === undefined || value === undefined ? {} : {[setting.target]: targetInRole(rolePolicy, value)}
  const key =
    kmsKeyId !== undefined && rolePolicy.includes(kmsKeyId) ? ({kind: 'existing', arn: kmsKeyId} as const) : undefined
  return {name, arn, tags, targets, lacking: true, ...(key === undefined ? {} : {key})}
}

/** A user with the path that the role names it by; what the role does not name is as the tag says. */
function targetInRole(rolePolicy: string, value: string): string {
  const users = [...rolePolicy.matchAll(/:user\/([^"]+)"/g)].flatMap(([, user]) => user ?? [])
  return users.find(user => user.endsWith(`/${value}`)) ?? value
}
