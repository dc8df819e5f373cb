import * as iam from '@aws-sdk/client-iam'
import * as sts from '@aws-sdk/client-sts'
import {isServerError, isThrottlingError, isTransientError} from '@smithy/core/retry'
import type {SdkError} from '@smithy/types'
import type {Clients, ClientSettings} from '../../../src/lib/aws/clients.ts'
import {RestAnswer, ServiceError} from '../../../src/lib/sandbox/kernel.ts'
import type {InProcessCaller, Sandbox} from '../../../src/lib/sandbox/index.ts'
import {ConnectionCut} from '../../../src/lib/sandbox/connection-cut.ts'

/** An SDK client, reduced to what gateways and handlers use of one. */
export interface InProcessClient {
  send(command: object): Promise<never>
  destroy(): void
}

export interface InProcessOptions {
  readonly sandbox: Sandbox
  readonly service: string
  readonly caller: () => InProcessCaller
  readonly maxAttempts: number
  /** Wraps each call that is sent, retries one by one. Absent: nothing. */
  readonly around?: <T>(call: () => Promise<T>) => Promise<T>
}

/**
 * Sends an SDK's commands to a sandbox without signature and bytes, twenty times as fast, with the SDK's own rule of what
 * is sent again, but without its pauses. What this transport leaves out is proved by the runs of real processes, which
 * have to give the same call record.
 */
export function inProcessClient(options: InProcessOptions): InProcessClient {
  const {sandbox, service, maxAttempts, around = call => call()} = options
  const once = async (operation: string, input: Record<string, unknown>): Promise<unknown> => {
    try {
      const output = await around(() => sandbox.call(service, operation, input, options.caller()))
      return answerOf(sandbox, output)
    } catch (error) {
      throw error instanceof ServiceError ? asSdkError(service, error) : error
    }
  }
  return {
    async send(command) {
      const operation = command.constructor.name.replace(/Command$/, '')
      const input = wireInput((command as {input: Record<string, unknown>}).input)
      for (let attempt = 1; ; attempt += 1) {
        try {
          return (await once(operation, input)) as never
        } catch (error) {
          if (attempt >= maxAttempts || !isSentAgain(error)) throw error
        }
      }
    },
    destroy: () => undefined,
  }
}

/** The clients of one operator: `make` answers in-process ones, whatever SDK class it is handed. */
export function inProcessClients(
  sandbox: Sandbox,
  options: {
    readonly operator: {readonly accessKeyId: string}
    readonly region: string
    readonly noteAction: (action: string) => void
    readonly around: <T>(call: () => Promise<T>) => Promise<T>
  },
): Clients {
  const {operator, region} = options
  const make = async (_create: unknown, settings: ClientSettings): Promise<InProcessClient> => {
    const {accessKeyId} = (await settings.credentials?.()) ?? operator
    return inProcessClient({
      sandbox,
      service: settings.actions,
      caller: () => ({accessKeyId, region}),
      maxAttempts: settings.maxAttempts ?? 4,
      around: options.around,
    })
  }
  const scope = {region, endpointUrl: sandbox.url}
  return {
    scope,
    options: {scope, noteAction: options.noteAction, userAgent: ['secrot', 'simulation']},
    make,
  } as unknown as Clients
}

function wireInput(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => {
      if (value === undefined) return []
      return [[name, value instanceof Date ? Math.floor(value.getTime() / 1000) : value] as const]
    }),
  )
}

const dates = /(?:Date|EventTime)$/

function answerOf(sandbox: Sandbox, output: unknown): unknown {
  if (output instanceof RestAnswer) return invocationOf(sandbox, output)
  return withDates(output ?? {})
}

function withDates(value: unknown, name = ''): unknown {
  if (dates.test(name) && (typeof value === 'number' || typeof value === 'string'))
    return new Date(typeof value === 'number' ? value * 1000 : value)
  if (Array.isArray(value)) return value.map(member => withDates(member))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withDates(member, key)]))
}

/** The answer of Invoke; its request id is that of the invocation in the record. */
function invocationOf(sandbox: Sandbox, {headers, body}: RestAnswer): object {
  const invocation = sandbox.callRecord.entries().findLast(entry => entry.kind === 'invocation')
  return {
    $metadata: {requestId: invocation?.requestId},
    FunctionError: headers['x-amz-function-error'],
    LogResult: headers['x-amz-log-result'],
    Payload: Buffer.from(body ?? ''),
  }
}

function asSdkError(service: string, {code, message, status}: ServiceError): Error {
  // Codes of the Query protocol are not the names of the SDK's errors.
  const shape = `${code}Exception`
  const name = (service === 'iam' && shape in iam) || (service === 'sts' && shape in sts) ? shape : code
  return Object.assign(new Error(message), {
    name,
    $metadata: {httpStatusCode: status},
    $fault: status < 500 ? 'client' : 'server',
  })
}

/** By the SDK's own rules: it takes IAM's LimitExceeded for a throttle, for one. */
function isSentAgain(error: unknown): boolean {
  if (error instanceof ConnectionCut) return true
  const thrown = error as SdkError
  return isThrottlingError(thrown) || isTransientError(thrown) || isServerError(thrown)
}
