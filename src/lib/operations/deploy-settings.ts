import {settingsOf} from '../deploy/role-policy.ts'
import {settingRule, takes, wordsOf} from '../deploy/setting-rules.ts'
import type {DeployedSecret} from '../deploy/deployment.ts'
import {strengthOf} from '../deploy/password-strength.ts'
import {targetSettingOf} from '../deploy/settings.ts'
import type {PackagedRotator, SettingFacts} from '../rotators/packaged.ts'
import {deployUsage} from './deploy-refusals.ts'

/**
 * `SETTING=VALUE` as typed, by the names of the settings. Throws USAGE (exit 2) for what is not one of the rotator, and for
 * a value that the rotator, or the policy of its role, would not take.
 */
export function givenSettings(rotator: PackagedRotator, set: readonly string[]): ReadonlyMap<string, string> {
  const target = targetSettingOf(rotator)
  const names = rotator.settings.map(({name}) => name).filter(name => name !== target?.setting)
  return new Map(
    set.map(text => {
      const [, name = '', value = ''] = /^([^=]*)=([^]*)$/.exec(text) ?? []
      const facts = rotator.settings.find(one => one.name === name)
      if (facts !== undefined && names.includes(name)) return [name, checked(facts, value)]
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

/** What was typed may be a value that slipped in, and is not repeated. */
function checked(facts: SettingFacts, value: string): string {
  const rule = settingRule(facts)
  if (takes(rule, value)) return value
  const what = value === '' ? 'says nothing' : 'says what it cannot be'
  throw deployUsage(`--set ${facts.name} ${what}.`, `It takes ${wordsOf(rule)}. ${facts.meaning}`)
}

/** Throws USAGE (exit 2) where the rotator would draw a password that it then refuses itself. `settings`: those that hold. */
export function refuseWeak(
  rotator: PackagedRotator,
  secret: Pick<DeployedSecret, 'tags'>,
  variables: Readonly<Record<string, string>>,
): void {
  const excludes = rotator.settings.find(({name}) => name === 'EXCLUDE_CHARACTERS')
  if (excludes === undefined) return
  const usual = excludes.standard === 'none' ? '' : excludes.standard
  const {bits, least} = strengthOf({EXCLUDE_CHARACTERS: usual, ...settingsOf(secret, variables)})
  if (bits >= least) return
  throw deployUsage(
    `A password by these settings has ${bits} bits, and ${rotator.name} takes ${least} at least.`,
    'Say a longer one: --set PASSWORD_LENGTH=32. Or that fewer are enough: --set MIN_BITS=BITS',
  )
}
