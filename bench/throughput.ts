import {randomUUID} from 'node:crypto'

import {realFile} from '../test/support/real-file.ts'
import {asLimitedUser} from './limited-user.ts'
import {median, report, skipped} from './measure.ts'
import {startMotoProcess} from '../test/support/moto-process.ts'
import {requestsPerSecond, signedRequest, type Endpoint} from './raw-client.ts'
import {startSandboxProcess} from './sandbox-process.ts'

const OPERATIONS = ['DescribeSecret', 'GetSecretValue'] as const
const ROUNDS = 7
const CONNECTIONS = 1

/** A server, how many secrets it holds, and how many requests a round sends it. */
interface Contender {
  readonly name: string
  readonly endpoint: Endpoint
  readonly secrets: number
  readonly requests: number
}

/**
 * Answers a second of the sandbox, holding 10,000 secrets of 200 bytes and asked by a user with policies, against moto_server: each in a process of its
 * own, in turn, every request distinct and freshly signed. moto looks at one secret after the other until it finds the
 * one it wants, so it holds only 100: more would make it slower.
 */
export async function throughput(): Promise<boolean> {
  await using sandbox = await startSandboxProcess()
  const ours = {name: 'sandbox', endpoint: await asLimitedUser(sandbox.endpoint), secrets: 10_000, requests: 3_000}
  await fill(ours)
  const file = realFile('moto_server')
  if (file === undefined) {
    tell(ours, await rates([ours]))
    skipped('sandbox ÷ moto_server', 'no moto_server on PATH')
    return true
  }
  await using moto = await startMotoProcess(file)
  const theirs = {name: 'moto_server', endpoint: moto.endpoint, secrets: 100, requests: 200}
  await fill(theirs)
  const measured = await rates([ours, theirs])
  tell(ours, measured)
  tell(theirs, measured)
  return OPERATIONS.map(operation => {
    const value = rateOf(measured, ours, operation) / rateOf(measured, theirs, operation)
    return report({what: `sandbox ÷ moto_server, ${operation}`, value, atLeast: 10, unit: '×'})
  }).every(Boolean)
}

type Rates = ReadonlyMap<string, number>

async function rates(contenders: readonly Contender[]): Promise<Rates> {
  const seen = new Map<string, number[]>()
  for (let round = -1; round < ROUNDS; round++) {
    for (const operation of OPERATIONS) {
      for (const contender of contenders) {
        const rate = await requestsPerSecond(contender.endpoint, await requestsOf(contender, operation), CONNECTIONS)
        const key = `${contender.name} ${operation}`
        if (round >= 0) seen.set(key, [...(seen.get(key) ?? []), rate])
      }
    }
  }
  return new Map([...seen].map(([key, values]) => [key, median(values)]))
}

function rateOf(measured: Rates, {name}: Contender, operation: string): number {
  return measured.get(`${name} ${operation}`) ?? Number.NaN
}

function tell(contender: Contender, measured: Rates): void {
  for (const operation of OPERATIONS)
    report({what: `${contender.name} ${operation}, answers a second`, value: rateOf(measured, contender, operation)})
}

/** Signed before the clock runs: what is measured is the server. A prime step walks over the secrets in no order. */
function requestsOf({endpoint, secrets, requests}: Contender, operation: string): Promise<Buffer[]> {
  return Promise.all(
    Array.from({length: requests}, (_, index) =>
      signedRequest(endpoint, operation, {SecretId: nameOf((index * 7919) % secrets)}),
    ),
  )
}

const nameOf = (index: number): string => `bench/secret-${index}`

async function fill({endpoint, secrets}: Contender): Promise<void> {
  const requests = Array.from({length: secrets}, (_, index) =>
    signedRequest(endpoint, 'CreateSecret', {
      Name: nameOf(index),
      SecretString: 'v'.repeat(200),
      ClientRequestToken: randomUUID(),
    }),
  )
  await requestsPerSecond(endpoint, await Promise.all(requests), 4)
}
