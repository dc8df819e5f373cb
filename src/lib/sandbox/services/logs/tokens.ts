import type {LogEvent} from './entities.ts'

/** A place between two lines, by the line it stands behind. */
export interface Position {
  readonly at: number
  readonly sequence: number
}

const START: Position = {at: 0, sequence: 0}
const TOKEN = /^([fb])\/(\d{28})(\d{28})$/

/** `f/` or `b/` and 56 digits, as GetLogEvents has them. */
export function directedToken(direction: 'f' | 'b', {at, sequence}: Position): string {
  return `${direction}/${padded(at)}${padded(sequence)}`
}

export function readDirectedToken(token: string): {direction: 'f' | 'b'; position: Position} | undefined {
  const match = TOKEN.exec(token)
  if (match === null) return undefined
  return {direction: match[1] as 'f' | 'b', position: {at: Number(match[2]), sequence: Number(match[3])}}
}

/** The id of an event, 56 digits. */
export function eventId({at, sequence}: LogEvent): string {
  return `${padded(at)}${padded(sequence)}`
}

export function positionOf(event: LogEvent | undefined): Position {
  return event === undefined ? START : {at: event.at, sequence: event.sequence}
}

export function isAfter(event: LogEvent, {at, sequence}: Position): boolean {
  return event.at > at || (event.at === at && event.sequence > sequence)
}

function padded(value: number): string {
  return String(value).padStart(28, '0')
}
