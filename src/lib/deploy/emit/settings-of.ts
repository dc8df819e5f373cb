import type {DeployedSecret, Deployment} from '../deployment.ts'
import {targetSettingOf} from '../settings.ts'
import {neededSettings, type Parameter, parameterNameOf, settingParameter, userPath} from './parameters.ts'
import {token} from './tokens.ts'

/** A setting that a template takes as a parameter and hands on as a tag. */
export interface ParameterSetting {
  readonly tag: string
  readonly parameter: Parameter
  /** Whether it always has a value. */
  readonly isNeeded: boolean
}

/**
 * Settings that all secrets have alike, or none has; where they differ, each secret has its own as they are. Those of the
 * target are given for each secret, and those that name fields are part of its layout.
 */
export function sharedSettings({rotator, secrets, variables}: Deployment): readonly ParameterSetting[] {
  const exist = secrets.every(({arn}) => arn !== undefined)
  return rotator.settings.flatMap(facts => {
    const {name, tag} = facts
    const [value, ...others] = new Set(secrets.map(({tags}) => tags[tag]))
    const isFixed = name.endsWith('_FIELD') || name === targetSettingOf(rotator)?.setting
    // Tags of a secret that exists are not the template's: only what the role depends on is said of them.
    if (isFixed || others.length > 0 || variables[name] !== undefined || (exist && value === undefined)) return []
    const isNeeded = neededSettings(rotator).includes(name)
    return [{tag, isNeeded, parameter: {...settingParameter(facts, isNeeded), standard: value ?? ''}}]
  })
}

/** What is rotated for a secret. */
export interface TargetOf {
  readonly parameter?: ParameterSetting
  /** Of a user. */
  readonly path?: Parameter
  /** By the word of `DeployedSecret.targets`; may have tokens. */
  readonly targets: Readonly<Record<string, string>>
}

/**
 * The user or the API of a secret, as a parameter. That of a secret which exists may stand in its value; then it is as it
 * is.
 */
export function targetOf(secret: DeployedSecret, suffix: string, {rotator}: Deployment): TargetOf {
  const setting = targetSettingOf(rotator)
  const facts = rotator.settings.find(({name}) => name === setting?.setting)
  const target = setting === undefined ? undefined : secret.targets[setting.target]
  if (setting === undefined || facts === undefined || target === undefined) return {targets: secret.targets}
  const {tag} = setting
  if (secret.arn !== undefined && secret.tags[tag] === undefined) return {targets: secret.targets}
  // The role names a user with the path before the name, of which the tag says the name alone.
  const name = target.slice(target.lastIndexOf('/') + 1)
  const parameter = {
    ...settingParameter(facts, true),
    name: `${parameterNameOf(facts.name)}${suffix}`,
    standard: name,
  }
  const named = {parameter: {tag, parameter, isNeeded: true}}
  if (setting.target !== 'user')
    return {...named, targets: {...secret.targets, [setting.target]: token(parameter.name)}}
  const standard = target.slice(0, target.length - name.length).replace(/^\//, '')
  const path = {...userPath, name: `${userPath.name}${suffix}`, standard}
  return {...named, path, targets: {...secret.targets, user: `${token(path.name)}${token(parameter.name)}`}}
}
