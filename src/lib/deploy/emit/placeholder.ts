import type {PackagedRotator} from '../../rotators/packaged.ts'
import type {Deployment} from '../deployment.ts'
import {targetSettingOf} from '../settings.ts'
import {refused} from './refused.ts'

/** The first value of a secret that a template makes: a JSON object that holds no credential. */
export interface Placeholder {
  /** Members that are the same for everybody. */
  readonly fixed: Readonly<Record<string, string>>
  /** The member that is drawn, so that no two secrets begin alike and nobody takes it for a credential. */
  readonly generated: string
}

/** What stands in the place of what is no credential by itself, such as the id of a key. */
export const PLACEHOLDER = 'placeholder'

/**
 * The value in the layout of the rotator. Nothing in it comes from a parameter: a changed generator would be written over
 * a rotated value by the next update of a stack, so it says the same in every template. Whose credential it is stands in a
 * tag. undefined: without a value that is somebody's there is nothing to rotate, so the secret has to exist.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 */
export function placeholderOf(
  rotator: PackagedRotator,
  tags: Readonly<Record<string, string>>,
): Placeholder | undefined {
  if (rotator.kind !== 'add' && rotator.kind !== 'rand') return undefined
  const names = credentialFields(rotator).map(({name, setting}) => tags[tagOf(rotator, setting)] ?? name)
  const generated = names.at(-1)
  if (generated === undefined) return undefined
  return {fixed: Object.fromEntries(names.slice(0, -1).map(name => [name, PLACEHOLDER])), generated}
}

/**
 * What says the name of a field would be part of the generator, so that a later template with another name, or without one,
 * would draw a value over the one in use. Throws EMIT_REFUSED (exit 2) where CloudFormation makes the secret.
 */
export function refuseOtherFields({rotator, secrets}: Pick<Deployment, 'rotator' | 'secrets'>): void {
  for (const {name, tags} of secrets.filter(({arn}) => arn === undefined)) {
    const other = credentialFields(rotator).find(
      field => (tags[tagOf(rotator, field.setting)] ?? field.name) !== field.name,
    )
    if (other === undefined) continue
    throw refused(
      `${other.setting} is for a secret that exists: CloudFormation would write over ${name} once it names another field.`,
      `Leave it out, and the field is ${other.name}. Or make the secret first, and name it in full: --secret ARN`,
    )
  }
}

function credentialFields(rotator: PackagedRotator): PackagedRotator['fields'] {
  const target = targetSettingOf(rotator)
  return rotator.fields.filter(({setting}) => setting !== `${target?.setting}_FIELD`)
}

function tagOf({settings}: PackagedRotator, name: string): string {
  return settings.find(one => one.name === name)?.tag ?? ''
}
