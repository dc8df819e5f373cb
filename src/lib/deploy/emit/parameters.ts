import {RETENTIONS} from '../../rotation/log-retention.ts'
import type {PackagedRotator, SettingFacts} from '../../rotators/packaged.ts'

/** What whoever deploys a template may choose. */
export interface Parameter {
  /** `SecretName` */
  readonly name: string
  readonly group: ParameterGroup
  readonly description: string
  /** What the deployment says; empty where it says nothing. */
  readonly standard: string
  readonly rule: ParameterRule
}

export type ParameterGroup = 'Secret' | 'Rotation' | 'Target and settings' | 'Function'

export type ParameterRule =
  | {readonly kind: 'number'; readonly least: number; readonly most: number}
  | {readonly kind: 'choice'; readonly of: readonly (string | number)[]}
  /** A regular expression for the whole value, and in words what it takes. */
  | {readonly kind: 'pattern'; readonly pattern: string; readonly takes: string}

/** Whether a template would take a value for a parameter with this rule. */
export function takes(rule: ParameterRule, value: string): boolean {
  if (rule.kind === 'choice') return rule.of.map(String).includes(value)
  if (rule.kind === 'pattern') return new RegExp(`^(?:${rule.pattern})$`, 'u').test(value)
  return /^\d+$/.test(value) && Number(value) >= rule.least && Number(value) <= rule.most
}

type Named = Omit<Parameter, 'standard'>

const ARN = String.raw`arn:aws[a-z-]*:`

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
export function settingParameter({name, meaning, standard}: SettingFacts, required: boolean): Named {
  return {
    name: parameterNameOf(name),
    group: 'Target and settings',
    description: required ? (targets[name] ?? meaning) : `${meaning} Empty: ${standard}.`,
    rule: settingRule(name, standard, required),
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

const mail = {pattern: String.raw`[\w.+=-]+@[\w.-]+`, takes: 'an address of mail'}

/** They become tags, which take few characters: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html */
const settingPatterns: Readonly<Record<string, {readonly pattern: string; readonly takes: string}>> = {
  USER_NAME: {pattern: String.raw`[\w+=.@-]{1,64}`, takes: 'the name of a user, without its path'},
  API_ID: {pattern: '[a-z0-9]{1,64}', takes: 'the id of an API'},
  MAIL_FROM: mail,
  MAIL_TO: mail,
  MAIL_DOMAIN: {pattern: String.raw`[\w.-]+`, takes: 'a domain'},
  TOPIC_ARN: {pattern: String.raw`${ARN}sns:[a-z0-9-]+:\d{12}:[\w-]+(\.fifo)?`, takes: 'the ARN of a topic'},
  MASTER_ARN: {
    pattern: String.raw`${ARN}secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w./+=@-]+`,
    takes: 'the ARN of a secret',
  },
  TEST_FUNCTION: {pattern: String.raw`${ARN}lambda:[a-z0-9-]+:\d{12}:function:[\w:-]+`, takes: 'the ARN of a function'},
  TEST_URL: {pattern: String.raw`https://[\w.:/=+@-]+`, takes: 'an https:// address'},
}

function settingRule(name: string, standard: string, required: boolean): ParameterRule {
  if (standard === 'true' || standard === 'false') return {kind: 'choice', of: ['', 'true', 'false']}
  const number = /^\d+$/.test(standard) ? {pattern: String.raw`\d{1,4}`, takes: 'a whole number'} : undefined
  const any = {pattern: String.raw`[\w .:/=+@-]{1,256}`, takes: 'letters, digits, spaces and _ . : / = + @ -'}
  const {pattern, takes} = settingPatterns[name] ?? number ?? any
  if (required) return {kind: 'pattern', pattern, takes}
  return {kind: 'pattern', pattern: `|${pattern}`, takes: `${takes}, or nothing`}
}
