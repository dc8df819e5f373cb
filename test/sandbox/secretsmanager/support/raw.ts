import type {Sandbox} from '../../../../src/lib/sandbox/index.ts'
import {signedFetch} from '../../../support/signed-fetch.ts'

/** A request as no SDK would send it, and the answer as it lies on the wire. */
export async function raw(
  sandbox: Sandbox,
  operation: string,
  input: unknown,
): Promise<{status: number; body: Record<string, unknown>}> {
  const {status, body} = await signedFetch(sandbox, {
    service: 'secretsmanager',
    headers: {'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${operation}`},
    body: JSON.stringify(input),
  })
  return {status, body: JSON.parse(body) as Record<string, unknown>}
}
