import {targetSettingOf} from '../deploy/settings.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'
import {deployUsage} from './deploy-refusals.ts'

/** `SETTING=VALUE` as typed, by the names of the settings. Throws USAGE (exit 2) for what is not one of the rotator. */
export function givenSettings(rotator: PackagedRotator, set: readonly string[]): ReadonlyMap<string, string> {
  const target = targetSettingOf(rotator)
  const names = rotator.settings.map(({name}) => name).filter(name => name !== target?.setting)
  return new Map(
    set.map(text => {
      const [, name = '', value = ''] = /^([^=]*)=([^]*)$/.exec(text) ?? []
      if (names.includes(name)) return [name, value]
      if (name === target?.setting && name !== '')
        throw deployUsage(`${name} is not a setting to give here.`, `Name it with --${target.target} instead.`)
      // What was typed may be a value that slipped in.
      throw deployUsage(
        `--set wants SETTING=VALUE with a setting of ${rotator.name}.`,
        `Its settings: ${names.join(', ')}`,
      )
    }),
  )
}
