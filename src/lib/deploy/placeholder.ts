import type {PackagedRotator} from '../rotators/packaged.ts'

/** What stands in a first value. */
export interface PlaceholderParts {
  /** What the rotator changes, by the word of `DeployedSecret.targets`. */
  readonly targets: Readonly<Record<string, string>>
  /** Settings that are set, by their names: they may name the fields. */
  readonly settings: Readonly<Record<string, string>>
  /** Makes what stands in the place of the credential. */
  readonly random: () => string
}

/** Fields that say whose credential it is, by the word of the target. */
const targetFields: Readonly<Record<string, string>> = {username: 'user', apiId: 'api'}

/** A value in the layout of a rotator that holds no credential: nobody honours what stands in its place. */
export function placeholderOf({fields}: PackagedRotator, {targets, settings, random}: PlaceholderParts): string {
  const members = fields.map(({name, setting}) => {
    const target = targets[targetFields[name] ?? '']
    return [settings[setting] ?? name, target ?? random()] as const
  })
  return JSON.stringify(Object.fromEntries(members))
}
