import {SECRET_MEMBERS} from './input.ts'

/**
 * `requestParameters` as CloudTrail shows them: lower-case first letters, never a value or a RotationToken.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html.
 */
export function shownRequest(input: Readonly<Record<string, unknown>>): unknown {
  return lowered(input)
}

/** `responseElements`: null for reads; for writes the ARN (as `arn` since February 2024), the name and what else came back. */
export function shownResponse(readOnly: boolean, output: unknown): unknown {
  return readOnly || output === undefined || output === null ? null : lowered(output)
}

function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered)
  if (typeof value !== 'object' || value === null) return value
  const shown = Object.entries(value).filter(([name, member]) => !SECRET_MEMBERS.has(name) && member !== undefined)
  return Object.fromEntries(shown.map(([name, member]) => [loweredName(name), lowered(member)]))
}

function loweredName(name: string): string {
  if (name === 'ARN') return 'arn'
  return name.charAt(0).toLowerCase() + name.slice(1)
}
