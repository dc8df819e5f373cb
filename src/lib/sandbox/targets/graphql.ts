import type {AppSyncService} from '../services/appsync/index.ts'
import {GRAPHQL_PREFIX} from '../services/appsync/views.ts'
import type {TargetGate, TargetReply} from '../target-gate.ts'
import type {WireOutcome, WireRequest} from '../wire/message.ts'
import {graphqlAnswer, queryAnswer} from './graphql-answers.ts'

/** The endpoints of AppSync APIs, as far as keys go: each request is in the call record, and its key is not. */
export class GraphqlTarget {
  readonly #appsync: Pick<AppSyncService, 'lets'>
  readonly #gate: TargetGate

  constructor(appsync: Pick<AppSyncService, 'lets'>, gate: TargetGate) {
    this.#appsync = appsync
    this.#gate = gate
  }

  /** `POST /_target/appsync/<apiId>/graphql` with `{"query": …}` and the key in `x-api-key`. */
  async handle(request: WireRequest): Promise<WireOutcome> {
    const [apiId = '', rest, ...further] = request.path.slice(GRAPHQL_PREFIX.length).split('/')
    if (rest !== 'graphql' || further.length > 0) return graphqlAnswer({status: 404})
    const recordedAs = {service: `appsync/${apiId}`, operation: 'graphql'}
    const outcome = await this.#gate.pass(
      {service: 'graphql', operation: 'post', input: {apiId, key: request.headers['x-api-key'] ?? ''}, recordedAs},
      () => this.#answer(apiId, request),
    )
    if (outcome.kind === 'past') return {kind: 'cut', tookEffect: false}
    return outcome.kind === 'cut' ? outcome : graphqlAnswer(outcome)
  }

  #answer(apiId: string, {method, headers, body}: WireRequest): TargetReply {
    const refused = (status: number) => ({status, tookEffect: false})
    const lets = this.#appsync.lets(apiId, headers['x-api-key'])
    if (lets === 'no such API') return refused(404)
    if (method !== 'POST') return refused(405)
    if (lets !== 'in') return refused(401)
    const answer = queryAnswer(body)
    return answer === undefined ? refused(400) : {status: 200, tookEffect: true, body: answer}
  }
}
