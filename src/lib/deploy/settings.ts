import type {PackagedRotator, SettingFacts} from '../rotators/packaged.ts'
import {TARGET_TAG} from './deployment.ts'

/** What tells a rotator which target a secret is about, and what kind of target that is, by rotator. */
const targetSettings: Readonly<
  Record<string, {readonly setting: string; readonly target: string; readonly kind: string}>
> = {
  'iam-access-key': {setting: 'USER_NAME', target: 'user', kind: 'iam-key'},
  'appsync-api-key': {setting: 'API_ID', target: 'api', kind: 'appsync-key'},
}

/** Tells the other commands of a secret what takes its credential, so that they can ask; none where no kind is known. */
export function kindTag({name}: Pick<PackagedRotator, 'name'>): Readonly<Record<string, string>> {
  const kind = targetSettings[name]?.kind
  return kind === undefined ? {} : {[TARGET_TAG]: kind}
}

/** How a rotator is told what it changes: the setting, its tag, and its word in `DeployedSecret.targets`. */
export interface TargetSetting extends Pick<SettingFacts, 'tag'> {
  readonly setting: string
  readonly target: string
}

/** undefined: it changes nothing but the secret. */
export function targetSettingOf({name, settings}: PackagedRotator): TargetSetting | undefined {
  const known = targetSettings[name]
  const facts = settings.find(one => one.name === known?.setting)
  return known === undefined || facts === undefined ? undefined : {...known, tag: facts.tag}
}

/** Where the settings of a secret stand. */
export interface PlacedSettings {
  readonly tags: Readonly<Record<string, string>>
  /** What no tag can hold. */
  readonly variables: Readonly<Record<string, string>>
}

/**
 * Characters of a tag's value, of which there are 256 at most. An empty one is a value too.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html
 */
const taggable = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u

export function isTaggable(value: string): boolean {
  return taggable.test(value)
}

/** Settings become tags of the secret, so that the function stays the one that was rehearsed; variables where they cannot. */
export function placeSettings(rotator: PackagedRotator, values: ReadonlyMap<string, string>): PlacedSettings {
  const tags: Record<string, string> = {}
  const variables: Record<string, string> = {}
  for (const [name, value] of values) {
    const facts = rotator.settings.find(one => one.name === name)
    if (facts === undefined) throw new Error(`${rotator.name} has no setting ${name}`)
    if (isTaggable(value)) tags[facts.tag] = value
    else variables[name] = value
  }
  return {tags, variables}
}
