import {Clients, type ClientsOptions} from '../../src/lib/aws/clients.ts'
import {gatewaysOf, mutationsOf} from '../../src/lib/aws/connect.ts'
import type {Gateways, Mutations} from '../../src/lib/aws/gateways.ts'

export interface Connected {
  readonly gateways: Gateways
  readonly mutations: Mutations
  readonly actions: readonly string[]
  /** Times of the replies, as the endpoint told them. */
  readonly replyTimes: readonly number[]
}

/** The CLI's own gateways, with the credentials of the environment (`withEnv`). */
export function connect(endpointUrl: string | undefined, options: Partial<ClientsOptions> = {}): Connected {
  const actions: string[] = []
  const replyTimes: number[] = []
  const clients = new Clients({
    scope: {region: 'eu-central-1', ...(endpointUrl === undefined ? {} : {endpointUrl})},
    noteAction: action => actions.push(action),
    noteReplyTime: time => replyTimes.push(time),
    env: process.env,
    userAgent: ['secrot', '0.1.0'],
    ...options,
  })
  return {gateways: gatewaysOf(clients), mutations: mutationsOf(clients, () => Date.now()), actions, replyTimes}
}

/** Sets variables of the environment while `work` runs, and puts them back. */
export async function withEnv<T>(variables: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = Object.keys(variables).map(name => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  try {
    return await work()
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

/** The variables that carry credentials. */
export function keysOf(credentials: {accessKeyId: string; secretAccessKey: string}): Record<string, string> {
  return {AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey}
}
