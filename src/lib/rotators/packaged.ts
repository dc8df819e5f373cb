import {tagOf} from './settings.ts'

/** What is known of a packaged rotator without running it: for the list of them, for rehearsing and for deploying. */
export interface PackagedRotator {
  readonly name: string
  /** What it rotates, in a sentence. */
  readonly summary: string
  /** Kind of the credential, in the words of `secrot rehearse`. */
  readonly kind: 'add' | 'alt' | 'rep' | 'rand'
  /** What honours the credential, in a sentence. */
  readonly target: string
  /** `--target` that a rehearsal plays on. */
  readonly rehearsedOn: string
  /** Value that the secret of that rehearsal begins with, `{{…}}` filled in by the target. Absent: the target's own. */
  readonly rehearsedWith?: string
  readonly fields: readonly FieldFacts[]
  readonly permissions: readonly Permission[]
  readonly settings: readonly SettingFacts[]
  readonly function: FunctionFacts
}

/** How its function is deployed. */
export interface FunctionFacts {
  readonly runtime: string
  readonly handler: string
  readonly timeoutSeconds: number
  readonly memoryMb: number
}

/** A field of the secret's value that it reads or replaces. */
export interface FieldFacts {
  readonly name: string
  readonly meaning: string
  /** Other names that it is known by. */
  readonly also: readonly string[]
  /** The setting that names it. */
  readonly setting: string
}

/** What the function's role has to allow. */
export interface Permission {
  readonly actions: readonly string[]
  /**
   * An ARN, `*`, or in braces what is filled in: `{secret}`, `{key}` for its KMS key, `{api}` and `{apiKeys}` for each API of
   * AppSync that a secret names, `{user}` for the IAM user that it names, or the name of a setting.
   */
  readonly on: string
  /** Actions among them that a condition on tags of the resource may never allow. */
  readonly beyondTags?: readonly string[]
  /** When it is needed. Absent: always. */
  readonly when?: string
  /** The setting that makes it needed. Absent: nothing does, or what `on` names does. */
  readonly setting?: string
}

/** A setting, as an environment variable of the function or as a tag of one secret. */
export interface SettingFacts {
  readonly name: string
  readonly tag: string
  readonly meaning: string
  /** What holds where it is not set. */
  readonly standard: string
}

export function setting(name: string, meaning: string, standard: string): SettingFacts {
  return {name, tag: tagOf(name), meaning, standard}
}

/** What every rotator calls, beside what it has of its own. */
export const onTheSecret: readonly Permission[] = [
  {
    actions: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
    on: '{secret}',
  },
  {
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    on: '{key}',
    when: 'the secret is encrypted with a key of its own',
  },
]

export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly {
    readonly Effect: 'Allow'
    readonly Action: readonly string[]
    readonly Resource: string
  }[]
}

/** The permissions that are always needed, as a policy. `places` fills what stands in braces; the rest stays. */
export function policyOf(
  {permissions}: Pick<PackagedRotator, 'permissions'>,
  places: Readonly<Record<string, string>>,
): PolicyDocument {
  const filled = (on: string): string => on.replaceAll(/\{(\w+)\}/g, (whole, name: string) => places[name] ?? whole)
  return {
    Version: '2012-10-17',
    Statement: permissions
      .filter(({when}) => when === undefined)
      .map(({actions, on}) => ({Effect: 'Allow', Action: actions, Resource: filled(on)})),
  }
}
