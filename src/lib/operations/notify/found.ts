import type {DescribedFunction, PrincipalInfo, RuleInfo, RuleTarget, TopicSubscription} from '../../aws/gateways.ts'
import {EXIT, SecrotError} from '../../errors.ts'
import type {Reads} from './look.ts'
import {heardIn, type Watched} from './pattern.ts'
import {NAME, NOTIFY_TAG, type Setup} from './setup.ts'
import {unpacked} from './watched-list.ts'

/** What is there of a setup. Absent members do not exist. */
export interface Found {
  readonly function?: DescribedFunction
  readonly statements: readonly unknown[]
  readonly role?: PrincipalInfo
  readonly rolePolicy?: string
  readonly logGroup?: {readonly retentionDays?: number}
  readonly rule?: RuleInfo
  /** What rule and function listen to. */
  readonly watched?: Watched
  /** The secrets that the function lists; absent: it lists none, and a rule of secrot 0.1 does. */
  readonly listed?: readonly string[]
  readonly targets: readonly RuleTarget[]
  /** The one that is meant, which need not be there. */
  readonly topicArn: string
  readonly topicExists: boolean
  readonly subscriptions: readonly TopicSubscription[]
}

/**
 * Reads everything; `topicArn` is the topic that is named, absent: the one that the function tells, else our own. Throws
 * NAME_TAKEN (exit 3) where something of that name was made by somebody else.
 */
export async function findSetup(setup: Setup, reads: Reads, topicArn?: string): Promise<Found> {
  const [fn, statements, role, rolePolicy, logGroup, rule, targets] = await Promise.all([
    reads.function(),
    reads.statements(),
    reads.role(),
    reads.rolePolicy(),
    reads.logGroup(),
    reads.rule(),
    reads.targets(),
  ])
  if (fn !== undefined && fn.tags[NOTIFY_TAG] === undefined) throw nameTaken(`Function ${setup.functionArn}`)
  if (role !== undefined && role.tags[NOTIFY_TAG] === undefined) throw nameTaken(`Role ${setup.roleArn}`)
  const heard = rule === undefined ? undefined : heardIn(rule.pattern ?? '')
  if (rule !== undefined && heard === undefined) throw nameTaken(`Rule ${setup.ruleArn}`)
  const listed = unpacked(fn?.variables ?? {}, setup.place)
  const watched = heard === undefined ? undefined : {...heard, secrets: heard.secrets ?? listed ?? []}
  const meant = topicArn ?? fn?.variables['TOPIC_ARN'] ?? setup.ownTopicArn
  const [topicExists, subscriptions] = await Promise.all([reads.topicExists(meant), reads.subscriptions(meant)])
  return {
    ...(fn === undefined ? {} : {function: fn}),
    statements,
    ...(role === undefined ? {} : {role}),
    ...(rolePolicy === undefined ? {} : {rolePolicy}),
    ...(logGroup === undefined ? {} : {logGroup}),
    ...(rule === undefined ? {} : {rule}),
    ...(watched === undefined ? {} : {watched}),
    ...(listed === undefined ? {} : {listed}),
    targets,
    topicArn: meant,
    topicExists,
    subscriptions,
  }
}

function nameTaken(what: string): SecrotError {
  return new SecrotError({
    code: 'NAME_TAKEN',
    message: `${what} was not made by secrot notify, or was changed by somebody else. It is left as it is.`,
    hint: `secrot notify needs the name ${NAME}: give that one another name, or take it away.`,
    exit: EXIT.unsafe,
  })
}
