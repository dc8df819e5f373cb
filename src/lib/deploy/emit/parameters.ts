import {RETENTIONS} from '../../rotation/log-retention.ts'
import type {PackagedRotator, SettingFacts} from '../../rotators/packaged.ts'
import {ARN, parameterRule, type ValueRule} from '../setting-rules.ts'

/** What whoever deploys a template may choose. */
export interface Parameter {
  /** `SecretName` */
  readonly name: string
  readonly group: ParameterGroup
  readonly description: string
  /** What the deployment says; empty where it says nothing. */
  readonly standard: string
  readonly rule: ValueRule
  /** It stands within a text, where nothing is an empty text. Absent: nothing leaves out what it is for. */
  readonly isPart?: boolean
}

export type ParameterGroup = 'Secret' | 'Rotation' | 'Target and settings' | 'Function'

type Named = Omit<Parameter, 'standard'>

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const secretName: Named = {
  name: 'SecretName',
  group: 'Secret',
  description: 'Name of the secret that is made.',
  rule: {kind: 'pattern', pattern: '[A-Za-z0-9/_+=.@-]{1,512}', takes: 'letters, digits and / _ + = . @ -'},
}

export const secretArn: Named = {
  name: 'SecretArn',
  group: 'Secret',
  description: 'ARN of the secret, which exists.',
  rule: {kind: 'pattern', pattern: String.raw`${ARN}secretsmanager:[a-z0-9-]+:\d{12}:secret:.+`, takes: 'a full ARN'},
}

/** What `KmsKey` says of the key of Secrets Manager and of one that is made. */
export const SERVICE_KEY = 'aws/secretsmanager'
export const NEW_KEY = 'new'

const KEY_ARN = String.raw`${ARN}kms:[a-z0-9-]+:\d{12}:key/[\w-]+`

/** `makes`: a key may be made, which is for secrets that are. */
export function kmsKey(makes: boolean): Named {
  const made = makes ? `, ${NEW_KEY} for one that is made for it,` : ''
  return {
    name: 'KmsKey',
    group: 'Secret',
    description: `Key that encrypts the secret: ${SERVICE_KEY}${made} or the ARN of one that exists.`,
    rule: {
      kind: 'pattern',
      pattern: `${SERVICE_KEY}|${makes ? `${NEW_KEY}|` : ''}${KEY_ARN}`,
      takes: `${SERVICE_KEY}${makes ? `, ${NEW_KEY}` : ''} or the ARN of a key`,
    },
  }
}

export const PERIOD_DAYS = 'PeriodDays'

/** `least`: 1, or more where a rotator needs it. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html */
export function periodDays(least: number): Named {
  return {
    name: PERIOD_DAYS,
    group: 'Rotation',
    description: 'Days between rotations.',
    rule: {kind: 'number', least, most: 1000},
  }
}

export const schedule: Named = {
  name: 'Schedule',
  group: 'Rotation',
  description: 'When the secret rotates.',
  rule: {kind: 'pattern', pattern: String.raw`(rate|cron)\(.{1,248}\)`, takes: 'rate(…) or cron(…), in UTC'},
}

export const window: Named = {
  name: 'Window',
  group: 'Rotation',
  description: 'Length of the window in which a rotation begins, such as 3h. Empty: the rest of the day.',
  rule: {kind: 'pattern', pattern: String.raw`|([1-9]|1\d|2[0-4])h`, takes: '1h to 24h, or nothing'},
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const functionName: Named = {
  name: 'FunctionName',
  group: 'Function',
  description: 'Name of the function that rotates.',
  rule: {kind: 'pattern', pattern: '[A-Za-z0-9_-]{1,64}', takes: 'letters, digits, _ and -, 64 at most'},
}

export const logRetentionDays: Named = {
  name: 'LogRetentionDays',
  group: 'Function',
  description: 'Days for which the log of the function is kept.',
  rule: {
    kind: 'choice',
    of: RETENTIONS,
  },
}

/** A setting of the rotator; empty: not set. `required`: without it nothing is rotated. */
export function settingParameter(facts: SettingFacts, required: boolean): Named {
  const {name, meaning, standard} = facts
  return {
    name: parameterNameOf(name),
    group: 'Target and settings',
    description: required ? (targets[name] ?? meaning) : `${meaning} Empty: ${standard}.`,
    rule: parameterRule(facts, required),
  }
}

/** Settings that the role always names, so that without them there is none. */
export function neededSettings({permissions, settings}: PackagedRotator): readonly string[] {
  const named = permissions.flatMap(({on, when}) => (when === undefined ? [...on.matchAll(/\{(\w+)\}/g)] : []))
  const names = new Set(named.map(([, name]) => name))
  return settings.map(({name}) => name).filter(name => names.has(name))
}

/** What stands between `user/` and the name in the ARN of a user; no pattern, which would allow more users. */
export const userPath: Named = {
  name: 'UserPath',
  group: 'Target and settings',
  description: 'Path of that user, such as team/. Empty: none.',
  isPart: true,
  rule: {kind: 'pattern', pattern: String.raw`|([\w+=,.@-]+/)+`, takes: 'a path without the first slash, or nothing'},
}

/** `MAIL_FROM` → `MailFrom` */
export function parameterNameOf(setting: string): string {
  return setting.toLowerCase().replaceAll(/(?:^|_)([a-z0-9])/g, (_whole, first: string) => first.toUpperCase())
}

const targets: Readonly<Record<string, string>> = {
  USER_NAME: 'IAM user whose access key is rotated, without its path, which UserPath says.',
  API_ID: 'Id of the AppSync API whose key is rotated.',
}
