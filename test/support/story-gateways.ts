import type {Gateways, TrailEvent} from '../../src/lib/aws/gateways.ts'
import {EXIT, SecrotError} from '../../src/lib/errors.ts'
import type {Clock} from '../../src/lib/operations/context.ts'
import type {SecretDescription} from '../../src/lib/rotation/secret.ts'
import {aSecret} from './a-secret.ts'
import {seeded, type LabelsAt, type Story} from './rotation-story.ts'

/** What goes wrong on the way to AWS. Each share is of all calls. */
export interface Weather {
  readonly throttled: number
  readonly broken: number
  /** Answers from a replica that lags up to three seconds. */
  readonly lagging: number
  readonly slow: number
  readonly denied: ReadonlySet<'labels' | 'log' | 'events' | 'list'>
  /** From then on the credentials are expired, until they are renewed. */
  readonly expiredAt?: number
  /** AWS answers nothing at all between these two moments. */
  readonly outage?: readonly [number, number]
}

/** Reads that were answered: when, and for the labels the moment that they show. */
export interface Answered {
  readonly labels: readonly {readonly at: number; readonly shows: number}[]
  readonly log: readonly number[]
}

/** Of the calls of a watch, so many fail in every weather of a seed. */
export const failingShare = 0.2

/** The weather of a seed: a fifth of all calls fails, answers are late or old, sometimes a permission is missing. */
export function weatherOf(seed: number, startedAt: number): Weather {
  const random = seeded(seed * 7919 + 13)
  const share = (most: number): number => (random() < 0.5 ? 0 : random() * most)
  const throttled = random() * failingShare
  const denied = new Set<'labels' | 'log' | 'events' | 'list'>()
  for (const [source, chance] of [
    ['log', 0.12],
    ['events', 0.12],
    ['labels', 0.02],
    ['list', 0.2],
  ] as const) {
    if (random() < chance) denied.add(source)
  }
  const outageAt = startedAt + random() * 600_000
  return {
    throttled,
    broken: failingShare - throttled,
    lagging: share(0.3),
    slow: share(0.2),
    denied,
    ...(random() < 0.1 ? {expiredAt: startedAt + random() * 400_000} : {}),
    ...(random() < 0.15 ? {outage: [outageAt, outageAt + random() * 400_000] as const} : {}),
  }
}

/** Gateways that show a story as it can be seen at each moment, through the weather. */
export function gatewaysOfStory(story: Story, weather: Weather, clock: Clock) {
  const random = seeded(story.seed * 104_729 + 7)
  const asked = {labels: [] as number[], log: [] as number[], events: [] as number[]}
  const answered = {labels: [] as {readonly at: number; readonly shows: number}[], log: [] as number[]}
  let renewedAt = Number.NEGATIVE_INFINITY
  const call = async <T>(source: 'labels' | 'log' | 'events' | 'list', answer: (now: number) => T): Promise<T> => {
    if (source !== 'list') asked[source].push(clock.now())
    if (random() < weather.slow) await clock.sleep(random() * 4000)
    const now = clock.now()
    const {expiredAt, outage} = weather
    if (expiredAt !== undefined && now >= expiredAt && renewedAt < expiredAt)
      throw failure('CREDENTIALS_EXPIRED', EXIT.denied)
    if (weather.denied.has(source)) throw failure('ACCESS_DENIED', EXIT.denied)
    if (outage !== undefined && now >= outage[0] && now < outage[1]) throw failure('UNREACHABLE')
    const draw = random()
    if (draw < weather.throttled) throw failure('THROTTLED')
    if (draw < weather.throttled + weather.broken) throw failure('AWS_FAILED')
    return answer(now)
  }
  const gateways = {
    secrets: {
      describe: () =>
        call('labels', now => {
          const shows = now - (random() < weather.lagging ? random() * 3000 : 0)
          answered.labels.push({at: now, shows})
          return descriptionAt(story, shows)
        }),
      list: async function* () {
        const others = story.shared ? [aSecret({name: 'prod/other', arn: 'arn:other'})] : []
        yield await call('list', now => [descriptionAt(story, now), ...others])
      },
    },
    logs: {
      filter: ({since}: {since: number}) =>
        call('log', now => {
          answered.log.push(now)
          const lines = story.log.filter(line => line.visibleAt <= now && line.at >= since)
          return {events: lines.toSorted((a, b) => a.at - b.at), cutOff: false}
        }),
    },
    trail: {
      page: ({eventName, since}: {eventName: string; since: number}) =>
        call('events', now => ({
          events: story.trail.filter(event => isVisible(event, eventName, since, now)).toSorted((a, b) => b.at - a.at),
        })),
    },
  } as unknown as Gateways
  return {gateways, asked, answered, renew: () => (renewedAt = clock.now())}
}

/** DescribeSecret as it is at a moment, whatever the weather. */
export function descriptionAt(story: Story, now: number): SecretDescription {
  const state = story.labels.findLast(labels => labels.at <= now) ?? story.labels[0]!
  const rotatedAt = lastRotated(story.labels, state.at)
  return {
    ...aSecret({name: 'prod/orders/db', staging: state.staging, lastChangedAt: state.at}),
    rotationEnabled: state.enabled,
    lastRotatedAt: rotatedAt ?? story.startedAt - 30 * 86_400_000,
  }
}

function lastRotated(labels: readonly LabelsAt[], until: number): number | undefined {
  return labels.findLast(state => state.at <= until && state.rotatedAt !== undefined)?.rotatedAt
}

function isVisible(event: TrailEvent & {visibleAt: number}, name: string, since: number, now: number): boolean {
  return event.name === name && event.visibleAt <= now && event.at >= since
}

function failure(code: string, exit?: typeof EXIT.denied): SecrotError {
  return new SecrotError({code, message: `${code} by the weather`, ...(exit === undefined ? {} : {exit})})
}
