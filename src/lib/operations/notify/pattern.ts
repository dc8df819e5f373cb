/** What the rule listens to. The pattern is all that is remembered of whom to tell what. */

/** Ends of a rotation, in the order in which they are shown. */
export const OUTCOMES = ['failed', 'abandoned', 'succeeded'] as const

export type Outcome = (typeof OUTCOMES)[number]

export interface Watched {
  /** ARNs, sorted. */
  readonly secrets: readonly string[]
  readonly outcomes: readonly Outcome[]
  /**
   * Whether a label that moves counts as a success: the one event that comes without a trail
   * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html).
   */
  readonly byLabel: boolean
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const LONGEST_PATTERN = 2048

const EVENT_NAMES: Readonly<Record<Outcome, readonly string[]>> = {
  failed: ['RotationFailed', 'TestRotationFailed'],
  abandoned: ['RotationAbandoned'],
  succeeded: ['RotationSucceeded'],
}

const SOURCE = {source: ['aws.secretsmanager']} as const
const SERVICE_EVENT = 'AWS Service Event via CloudTrail'
const LABEL_EVENT = 'Secret Label Updated'

/** The pattern as JSON: the same text for the same wish. */
export function patternOf({secrets, outcomes, byLabel}: Watched): string {
  const sorted = [...secrets].sort()
  const eventName = OUTCOMES.filter(one => outcomes.includes(one)).flatMap(one => EVENT_NAMES[one])
  const service = {'detail-type': [SERVICE_EVENT], detail: {eventName, additionalEventData: {SecretId: sorted}}}
  if (!byLabel || !outcomes.includes('succeeded')) return JSON.stringify({...SOURCE, ...service})
  const label = {'detail-type': [LABEL_EVENT], resources: sorted, detail: {labelUpdated: ['AWSCURRENT']}}
  return JSON.stringify({...SOURCE, $or: [service, label]})
}

/** Reads such a pattern back; undefined: it is none of ours. */
export function watchedIn(pattern: string): Watched | undefined {
  try {
    const whole = JSON.parse(pattern) as Partial<Service> & {$or?: readonly [Service, unknown]}
    const {detail} = whole.$or?.[0] ?? (whole as Service)
    const outcomes = OUTCOMES.filter(one => detail.eventName.includes(EVENT_NAMES[one][0] ?? ''))
    const watched = {secrets: detail.additionalEventData.SecretId, outcomes, byLabel: whole.$or !== undefined}
    return patternOf(watched) === pattern ? watched : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}

interface Service {
  readonly detail: {
    readonly eventName: readonly string[]
    readonly additionalEventData: {readonly SecretId: readonly string[]}
  }
}
