import {hash} from 'node:crypto'

import type {World} from '../../kernel.ts'
import type {Confirmation, Place, Published, Subscription, Topic} from './entities.ts'
import {noSuchTopic} from './errors.ts'

/** https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html and SendConfirmation mails: two days. */
const TOKEN_MS = 2 * 86_400_000

/** Topics of all accounts and regions, and what was published to them. */
export class SnsState {
  readonly #world: World
  #topics = new Map<string, Topic>()
  #subscriptions = new Map<string, Subscription>()
  #published: readonly Published[] = []

  constructor(world: World) {
    this.#world = world
  }

  topic(arn: string): Topic | undefined {
    return this.#topics.get(arn)
  }

  /** Throws NotFound. */
  need(arn: string): Topic {
    const topic = this.#topics.get(arn)
    if (topic === undefined) throw noSuchTopic()
    return topic
  }

  put(topic: Topic): void {
    this.#topics.set(topic.arn, topic)
  }

  /** Its subscriptions go with it. */
  delete(arn: string): void {
    this.#topics.delete(arn)
    for (const subscription of this.subscriptionsOf(arn)) this.#subscriptions.delete(subscription.arn)
  }

  topics({accountId, region}: Place): readonly Topic[] {
    return [...this.#topics.values()].filter(topic => topic.accountId === accountId && topic.region === region)
  }

  subscription(arn: string): Subscription | undefined {
    return this.#alive(this.#subscriptions.get(arn))
  }

  /** Those that nobody confirmed in time are gone. */
  subscriptionsOf(topicArn: string): readonly Subscription[] {
    return [...this.#subscriptions.values()].filter(
      subscription => subscription.topicArn === topicArn && this.#alive(subscription) !== undefined,
    )
  }

  /** Waits for its confirmation. */
  subscribe(facts: Pick<Subscription, 'topicArn' | 'owner' | 'protocol' | 'endpoint'>): Subscription {
    const arn = `${facts.topicArn}:${this.#world.uuid()}`
    const token = hash('sha512', arn + this.#world.random(), 'hex')
    const subscription = {...facts, arn, token, subscribedAt: this.#world.clock.now()}
    this.#subscriptions.set(arn, subscription)
    return subscription
  }

  confirm({token: _used, ...subscription}: Subscription): void {
    this.#subscriptions.set(subscription.arn, subscription)
  }

  unsubscribe({arn, topicArn}: Subscription): void {
    this.#subscriptions.delete(arn)
    const topic = this.need(topicArn)
    this.put({...topic, unsubscribed: topic.unsubscribed + 1})
  }

  confirmations(): readonly Confirmation[] {
    return [...this.#subscriptions.values()].flatMap(({topicArn, endpoint, token, arn}) =>
      token === undefined || this.subscription(arn) === undefined ? [] : [{topicArn, endpoint, token}],
    )
  }

  published(): readonly Published[] {
    return this.#published
  }

  publish(facts: Pick<Published, 'topicArn' | 'subject' | 'message'>): Published {
    const message = {...facts, at: this.#world.clock.now(), messageId: this.#world.uuid()}
    this.#published = [...this.#published, message]
    return message
  }

  snapshot(): unknown {
    return {
      topics: new Map(this.#topics),
      subscriptions: new Map(this.#subscriptions),
      published: this.#published,
    }
  }

  /** Without what was published. */
  present(): unknown {
    return {topics: this.#topics, subscriptions: this.#subscriptions}
  }

  /** A state that was written before there were topics has none. */
  restore(snapshot: unknown): void {
    const saved = snapshot as
      | {topics: Map<string, Topic>; subscriptions: Map<string, Subscription>; published: readonly Published[]}
      | undefined
    this.#topics = new Map(saved?.topics)
    this.#subscriptions = new Map(saved?.subscriptions)
    this.#published = saved?.published ?? []
  }

  #alive(subscription: Subscription | undefined): Subscription | undefined {
    if (subscription?.token === undefined) return subscription
    return subscription.subscribedAt + TOKEN_MS <= this.#world.clock.now() ? undefined : subscription
  }
}
