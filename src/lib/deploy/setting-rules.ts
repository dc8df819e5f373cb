import type {SettingFacts} from '../rotators/packaged.ts'

/** What a value may be: of a setting of a rotator, or of a parameter of a template. */
export type ValueRule =
  | {readonly kind: 'number'; readonly least: number; readonly most: number}
  | {readonly kind: 'choice'; readonly of: readonly (string | number)[]}
  | PatternRule

/** A regular expression for the whole value, and in words what it takes. */
export interface PatternRule {
  readonly kind: 'pattern'
  readonly pattern: string
  readonly takes: string
}

export function takes(rule: ValueRule, value: string): boolean {
  if (rule.kind === 'choice') return rule.of.map(String).includes(value)
  if (rule.kind === 'pattern') return new RegExp(`^(?:${rule.pattern})$`, 'u').test(value)
  return /^\d+$/.test(value) && Number(value) >= rule.least && Number(value) <= rule.most
}

export const ARN = String.raw`arn:aws[a-z-]*:`

type Written = Omit<PatternRule, 'kind'>

const mail: Written = {pattern: String.raw`[\w.+=-]+@[\w.-]+`, takes: 'an address of mail'}

const patterns: Readonly<Record<string, Written>> = {
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
  TEST_URL: {pattern: String.raw`https://\S+`, takes: 'an https:// address'},
  // An empty one excludes nothing, also where the rotator would exclude something by itself.
  EXCLUDE_CHARACTERS: {pattern: String.raw`[^]{0,4096}`, takes: 'characters, 4096 at most'},
}

/** They become tags, which take few characters: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html */
const taggable: Written = {
  pattern: String.raw`[\w .:/=+@-]{1,256}`,
  takes: 'letters, digits, spaces and _ . : / = + @ -',
}
const tagPatterns: Readonly<Record<string, Written>> = {
  TEST_URL: {pattern: String.raw`https://[\w.:/=+@-]+`, takes: 'an https:// address'},
  EXCLUDE_CHARACTERS: taggable,
}

/** What no number says of its bounds. */
const STANDARD_MOST = 4096

/** What a setting takes where it is set. */
export function settingRule({name, meaning, standard}: SettingFacts): ValueRule {
  if (standard === 'true' || standard === 'false') return {kind: 'choice', of: ['true', 'false']}
  if (/^\d+$/.test(standard)) {
    const [, least = '1', most = String(STANDARD_MOST)] = /(\d+) to (\d+)\.$/.exec(meaning) ?? []
    return {kind: 'number', least: Number(least), most: Number(most)}
  }
  return {kind: 'pattern', ...(patterns[name] ?? {pattern: '[^]{1,4096}', takes: '1 to 4096 characters'})}
}

/** The same as a parameter of a template, which can be a tag; empty where it is not `required`: not set. */
export function parameterRule(facts: SettingFacts, required: boolean): ValueRule {
  const rule = settingRule(facts)
  if (rule.kind === 'choice') return {kind: 'choice', of: ['', ...rule.of]}
  const {pattern, takes: words} =
    rule.kind === 'number'
      ? {pattern: numbersTo(rule.most), takes: wordsOf(rule)}
      : (tagPatterns[facts.name] ?? patterns[facts.name] ?? taggable)
  if (required) return {kind: 'pattern', pattern, takes: words}
  return {kind: 'pattern', pattern: `|${pattern}`, takes: `${words}, or nothing`}
}

/** A pattern for the whole numbers from 1 on: `720` → `([1-9]|[1-9]\d|[1-6]\d{2}|7[0-1]\d|720)`. */
function numbersTo(most: number): string {
  const digits = String(most)
  const shorter = Array.from({length: digits.length - 1}, (_, index) => `[1-9]${anyDigits(index)}`)
  const below = Array.from(digits, (digit, index) => {
    const least = index === 0 ? 1 : 0
    if (Number(digit) <= least) return []
    return [`${digits.slice(0, index)}[${least}-${Number(digit) - 1}]${anyDigits(digits.length - index - 1)}`]
  })
  return `(${[...shorter, ...below.flat(), digits].join('|')})`
}

function anyDigits(count: number): string {
  if (count === 0) return ''
  return count === 1 ? String.raw`\d` : String.raw`\d{${count}}`
}

/** What a rule takes, in words. */
export function wordsOf(rule: ValueRule): string {
  if (rule.kind === 'number') return `a whole number from ${rule.least} to ${rule.most}`
  return rule.kind === 'choice' ? rule.of.join(' or ') : rule.takes
}
