import {ServiceError} from '../kernel.ts'
import type {Input} from './codec.ts'

/** The body as a JSON object; an empty body is an empty input. Throws SerializationException. */
export function readJsonObject(body: Buffer): Input {
  if (body.length === 0) return {}
  const value = parse(body.toString('utf8'))
  if (typeof value !== 'object' || value === null) {
    throw new ServiceError('SerializationException', 'Unexpected token received from parser')
  }
  if (Array.isArray(value)) {
    throw new ServiceError('SerializationException', 'Start of list found where not expected')
  }
  return value as Input
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ServiceError('SerializationException', 'Could not parse the request body as JSON.')
  }
}
