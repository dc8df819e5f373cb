/** Timestamps of the Query protocol: ISO 8601 in UTC, whole seconds (aws-behaviour.md section 1.4). */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}
