/** What the rule listens to: how rotations end. Of which secrets the function knows. */

/** Ends of a rotation, in the order in which they are shown. */
export const OUTCOMES = ['failed', 'abandoned', 'succeeded'] as const

export type Outcome = (typeof OUTCOMES)[number]

export interface Heard {
  /** ARNs, sorted, of a rule that lists them as those of secrot 0.1 do. Absent: the function has the list. */
  readonly secrets?: readonly string[]
  readonly outcomes: readonly Outcome[]
  /**
   * Whether a label that moves counts as a success: the one event that comes without a trail
   * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html).
   */
  readonly byLabel: boolean
}

const EVENT_NAMES: Readonly<Record<Outcome, readonly string[]>> = {
  failed: ['RotationFailed', 'TestRotationFailed'],
  abandoned: ['RotationAbandoned'],
  succeeded: ['RotationSucceeded'],
}

const SOURCE = {source: ['aws.secretsmanager']} as const
const SERVICE_EVENT = 'AWS Service Event via CloudTrail'
const LABEL_EVENT = 'Secret Label Updated'

/** The pattern as JSON: the same text for the same wish. */
export function patternOf({secrets, outcomes, byLabel}: Heard): string {
  const eventName = OUTCOMES.filter(one => outcomes.includes(one)).flatMap(one => EVENT_NAMES[one])
  const of = secrets === undefined ? {} : {additionalEventData: {SecretId: secrets}}
  const service = {'detail-type': [SERVICE_EVENT], detail: {eventName, ...of}}
  if (!byLabel || !outcomes.includes('succeeded')) return JSON.stringify({...SOURCE, ...service})
  const resources = secrets === undefined ? {} : {resources: secrets}
  const label = {'detail-type': [LABEL_EVENT], ...resources, detail: {labelUpdated: ['AWSCURRENT']}}
  return JSON.stringify({...SOURCE, $or: [service, label]})
}

/** Reads such a pattern back; undefined: it is none of ours. */
export function heardIn(pattern: string): Heard | undefined {
  try {
    const whole = JSON.parse(pattern) as Partial<Service> & {$or?: readonly [Service, unknown]}
    const {detail} = whole.$or?.[0] ?? (whole as Service)
    const outcomes = OUTCOMES.filter(one => detail.eventName.includes(EVENT_NAMES[one][0] ?? ''))
    const secrets = detail.additionalEventData?.SecretId
    const heard = {...(secrets === undefined ? {} : {secrets}), outcomes, byLabel: whole.$or !== undefined}
    return patternOf(heard) === pattern ? heard : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}

interface Service {
  readonly detail: {
    readonly eventName: readonly string[]
    readonly additionalEventData?: {readonly SecretId: readonly string[]}
  }
}

/** Who is watched for what. */
export interface Watched extends Heard {
  /** ARNs, sorted. */
  readonly secrets: readonly string[]
}
