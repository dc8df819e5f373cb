// Crockford's base 32 without letters that read like digits; lower case, as the ids are typed by hand.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** `20261122-031531-4k7q`: UTC date and time, and twenty random bits. Sorts by time as text. */
export function newRunId(at: number, random: Uint8Array): string {
  const tail = [...random.subarray(0, 4)].map(byte => alphabet[byte % alphabet.length]).join('')
  return `${timeOf(at)}-${tail}`
}

function timeOf(at: number): string {
  const digits = new Date(at).toISOString().replaceAll(/\D/g, '')
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}`
}

/** The runs that began at or after a moment, epoch milliseconds. */
export function runsSince(runIds: readonly string[], since: number): readonly string[] {
  const first = timeOf(since)
  return runIds.filter(runId => runId.slice(0, first.length) >= first)
}

/** Whether a text has the form of a run id, so that it may become part of a path. */
export function isRunId(text: string): boolean {
  return /^\d{8}-\d{6}-[0-9a-z]{4}$/.test(text)
}
