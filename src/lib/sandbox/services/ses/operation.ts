import type {Call, World} from '../../kernel.ts'
import type {SesState} from './state.ts'

/** What the operations of both APIs work on. */
export interface Ses {
  readonly world: World
  readonly state: SesState
}

type Members = Readonly<Record<string, unknown>>

/** A structure inside an input; empty when absent. */
export function structureOf(input: Members, ...path: readonly string[]): Members {
  let found: unknown = input
  for (const member of path) found = (found as Members)[member] ?? {}
  return typeof found === 'object' ? (found as Members) : {}
}

/** A text of a structure; undefined when absent. */
export function optional(input: Members, member: string): string | undefined {
  const value = input[member]
  return typeof value === 'string' ? value : undefined
}

/** Addresses under `ToAddresses` and the like. */
export function destinationsOf(call: Call): readonly string[] {
  const destination = structureOf(call.input, 'Destination')
  return ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap(member => {
    const addresses = destination[member]
    return Array.isArray(addresses) ? addresses.map(String) : []
  })
}

/** The texts of a message with a `Subject` and a `Body`, as both APIs write it. */
export function messageOf(message: Members): {
  readonly subject: string
  readonly text?: string
  readonly html?: string
} {
  const text = optional(structureOf(message, 'Body', 'Text'), 'Data')
  const html = optional(structureOf(message, 'Body', 'Html'), 'Data')
  return {
    subject: optional(structureOf(message, 'Subject'), 'Data') ?? '',
    ...(text === undefined ? {} : {text}),
    ...(html === undefined ? {} : {html}),
  }
}
