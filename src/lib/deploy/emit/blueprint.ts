import type {RotationRules} from '../../rotation/secret.ts'
import {leastIntervalMs, overlapHours} from '../least-interval.ts'
import {
  type DeployedSecret,
  type Deployment,
  FIRST_VALUE_TAG,
  secretPattern,
  STANDARD_RETENTION_DAYS,
} from '../deployment.ts'
import {type KeyPolicy, keyPolicy} from '../key-policy.ts'
import {takes} from '../setting-rules.ts'
import {
  functionName,
  kmsKey,
  logRetentionDays,
  NEW_KEY,
  type Parameter,
  PERIOD_DAYS,
  periodDays,
  schedule,
  secretArn,
  secretName,
  SERVICE_KEY,
  window,
} from './parameters.ts'
import {type Placeholder, PLACEHOLDER, placeholderOf} from './placeholder.ts'
import {refused} from './refused.ts'
import {sharedSettings, targetOf} from './settings-of.ts'
import {ROLE_TOKEN, token, tokenPlace} from './tokens.ts'

const DAY_MS = 86_400_000

/** A deployment as a template says it, whatever its format: what may be chosen is a parameter, and in texts a token. */
export interface Blueprint {
  readonly deployment: Deployment
  readonly parameters: readonly Parameter[]
  readonly secrets: readonly BlueprintSecret[]
  /** The key that can be made; may have tokens. Absent: none can, because every secret exists. */
  readonly key?: {readonly alias: string; readonly policy: KeyPolicy}
}

export interface BlueprintSecret {
  /** Ends the names of what is made for it alone; empty where there is one secret. */
  readonly suffix: string
  /** The parameter with its name, or, where it exists, with its ARN. */
  readonly parameter: string
  /** How it is filled. Absent: it exists. */
  readonly placeholder?: Placeholder
  readonly tags: readonly BlueprintTag[]
  /** May have tokens. Absent: it rotates as before, or not at all. */
  readonly rules?: BlueprintRules
  /** What of it the role may change; may have tokens. */
  readonly targets: Readonly<Record<string, string>>
}

export interface BlueprintTag {
  readonly key: string
  /** May have tokens. */
  readonly value: string
  /** The parameter without whose value there is no such tag. Absent: there always is. */
  readonly when?: string
}

export interface BlueprintRules {
  readonly days?: string
  readonly schedule?: string
  readonly window?: string
}

/** Throws EMIT_REFUSED (exit 2) for what no template can say. */
export function blueprintOf(deployment: Deployment): Blueprint {
  const {name, secrets, logRetentionDays: days = STANDARD_RETENTION_DAYS} = deployment
  if (secrets.length === 0) throw refused('A template is of one secret at least.')
  const own = secrets.map((secret, index) => ownOf(secret, secrets.length === 1 ? '' : String(index + 1), deployment))
  const makes = secrets.some(({arn}) => arn === undefined)
  const rules = agreedRules(secrets)
  const parameters = [
    ...own.flatMap(one => one.parameters),
    {...kmsKey(makes), standard: agreedKey(secrets)},
    ...(rules === undefined ? [] : rulesParameters(rules, leastDays(deployment))),
    ...sharedSettings(deployment).map(({parameter}) => parameter),
    {...functionName, standard: name},
    {...logRetentionDays, standard: String(days)},
  ]
  const odd = parameters.find(one => !takes(one.rule, one.standard))
  if (odd !== undefined) throw refused(`${odd.name} is to be what it cannot be: ${odd.description}`)
  return {
    deployment,
    parameters,
    secrets: own.map(({secret}) => secret),
    ...(makes
      ? {
          key: newKeyOf(
            secrets,
            own.map(({secret}) => secret),
          ),
        }
      : {}),
  }
}

interface Own {
  readonly secret: BlueprintSecret
  readonly parameters: readonly Parameter[]
}

function ownOf(secret: DeployedSecret, suffix: string, deployment: Deployment): Own {
  const named = secret.arn === undefined ? secretName : secretArn
  const parameter = {...named, name: `${named.name}${suffix}`, standard: secret.arn ?? secret.name}
  const {parameter: target, path, targets} = targetOf(secret, suffix, deployment)
  const rules = rulesOf(secret, agreedRules(deployment.secrets) !== undefined)
  return {
    parameters: [parameter, ...(target === undefined ? [] : [target.parameter]), ...(path === undefined ? [] : [path])],
    secret: {
      suffix,
      parameter: parameter.name,
      ...(secret.arn === undefined ? {placeholder: firstValueOf(secret, deployment)} : {}),
      tags: tagsOf(secret, target, deployment),
      ...(rules === undefined ? {} : {rules}),
      targets,
    },
  }
}

function firstValueOf({name, tags}: DeployedSecret, {rotator}: Deployment): Placeholder {
  const placeholder = placeholderOf(rotator, tags)
  if (placeholder !== undefined) return placeholder
  throw refused(
    `${rotator.name} begins with a value that works, which no template can hold: ${name} has to exist.`,
    `Make it first: secrot put ${name}`,
  )
}

function tagsOf(
  {arn, tags}: DeployedSecret,
  target: {readonly tag: string; readonly parameter: Parameter} | undefined,
  deployment: Deployment,
): readonly BlueprintTag[] {
  const shared = sharedSettings(deployment)
  const taken = new Set([...shared.map(({tag}) => tag), target?.tag, FIRST_VALUE_TAG])
  return [
    ...(target === undefined ? [] : [{key: target.tag, value: token(target.parameter.name)}]),
    ...shared.map(({tag, isNeeded, parameter: {name}}) => ({
      key: tag,
      value: token(name),
      ...(isNeeded ? {} : {when: name}),
    })),
    ...Object.entries(tags).flatMap(([key, value]) => (taken.has(key) ? [] : [{key, value}])),
    ...(arn === undefined ? [{key: FIRST_VALUE_TAG, value: PLACEHOLDER}] : []),
  ]
}

function agreedKey(secrets: readonly DeployedSecret[]): string {
  const [key = SERVICE_KEY, ...others] = new Set(
    secrets.map(({key: one}) => (one === undefined ? SERVICE_KEY : one.kind === 'new' ? NEW_KEY : one.arn)),
  )
  if (others.length === 0) return key
  throw refused('The secrets of a template have one key, and these differ.', 'Emit a template for each key.')
}

/** Its policy knows secrets by their names, as they are made with it. */
function newKeyOf(secrets: readonly DeployedSecret[], made: readonly BlueprintSecret[]): Blueprint['key'] {
  const [wanted] = secrets.flatMap(({key}) => (key?.kind === 'new' ? [key] : []))
  return {
    alias: wanted?.alias ?? `alias/${token(functionName.name)}`,
    policy: keyPolicy({
      place: tokenPlace,
      roleArn: token(ROLE_TOKEN),
      readers: wanted?.readers ?? [],
      secrets: made.flatMap(({placeholder, parameter}) =>
        placeholder === undefined ? [] : [secretPattern({name: token(parameter)}, tokenPlace)],
      ),
    }),
  }
}

/** undefined: they rotate at different times, or none does. */
function agreedRules(secrets: readonly DeployedSecret[]): RotationRules | undefined {
  const [rules, ...others] = secrets.map(secret => secret.rules)
  return rules !== undefined && others.every(other => sameRules(rules, other)) ? rules : undefined
}

function sameRules(one: RotationRules, other: RotationRules | undefined): boolean {
  const members = ['automaticallyAfterDays', 'scheduleExpression', 'duration'] as const
  return members.every(member => one[member] === other?.[member])
}

/** Where fewer days leave no room for a key, by the longest overlap that the deployment says. */
function leastDays({rotator, secrets, variables}: Deployment): number {
  const least = secrets.map(({tags}) => leastIntervalMs(rotator, overlapHours({tags: [tags], variables})) ?? 0)
  return Math.floor(Math.max(...least) / DAY_MS) + 1
}

function rulesParameters(
  {automaticallyAfterDays, scheduleExpression, duration}: RotationRules,
  least: number,
): readonly Parameter[] {
  return [
    scheduleExpression === undefined
      ? {...periodDays(least), standard: String(automaticallyAfterDays)}
      : {...schedule, standard: scheduleExpression},
    {...window, standard: duration ?? ''},
  ]
}

function rulesOf({rules}: DeployedSecret, agreed: boolean): BlueprintRules | undefined {
  if (rules === undefined) return undefined
  const {automaticallyAfterDays: days, scheduleExpression, duration} = rules
  if (!agreed) {
    return {
      ...(scheduleExpression === undefined ? {days: String(days)} : {schedule: scheduleExpression}),
      ...(duration === undefined ? {} : {window: duration}),
    }
  }
  return {
    ...(scheduleExpression === undefined ? {days: token(PERIOD_DAYS)} : {schedule: token(schedule.name)}),
    window: token(window.name),
  }
}
