import {hash} from 'node:crypto'

/**
 * Keyed digest of a request's input. Members are put in order first, so that two clients that write the same request
 * differently get the same digest; equal keys give equal digests.
 */
export function requestDigest(key: string, action: string, input: Readonly<Record<string, unknown>>): string {
  return hash('sha256', `${key}\n${action}\n${canonical(input)}`, 'hex').slice(0, 16)
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const record = value as Record<string, unknown>
  const names = Object.keys(record)
  if (names.length > 1) names.sort()
  let text = '{'
  for (const name of names) {
    if (record[name] !== undefined) text += `${JSON.stringify(name)}:${canonical(record[name])},`
  }
  return `${text}}`
}
