import type {Bench, StagedSecret} from '../bench.ts'

/** Another secret for the target of the rehearsed one, with this first value. Absent: it has none. */
export async function secretWith(bench: Bench, name: string, SecretString?: string): Promise<StagedSecret> {
  const value = SecretString === undefined ? {} : {SecretString}
  const made = (await bench.call('secretsmanager', 'CreateSecret', {Name: name, ...value})) as {ARN: string}
  return {arn: made.ARN, name, target: bench.target}
}

/** The JSON object in a value; undefined: it is something else. */
export function objectIn(value: string | undefined): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(value ?? '')
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
