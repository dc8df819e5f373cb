import {IAMClient} from '@aws-sdk/client-iam'
import type {SandboxOptions} from '../../../src/lib/sandbox/index.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

export const start = Date.UTC(2026, 10, 22, 9)

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A sandbox with a manual clock that stands at 09:00. */
export function startIamSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  return startTestSandbox({clock: {mode: 'manual', startAt: start}, ...options})
}

/** IAM is signed for us-east-1 whatever region a client works in. */
export function iamClient(sandbox: TestSandbox, credentials: Keys = sandbox.credentials): IAMClient {
  return new IAMClient({...sandbox.config, region: 'us-east-1', credentials})
}

export const text = (...Statement: object[]): string => JSON.stringify({Version: '2012-10-17', Statement})
export const allowing = (Action: string | string[], Resource = '*') => text({Effect: 'Allow', Action, Resource})
export const trusting = (Principal: unknown) => text({Effect: 'Allow', Action: 'sts:AssumeRole', Principal})

/** What the SDK throws for a refusal of IAM. */
export const refusal = (name: string, httpStatusCode: number, message: unknown) => ({
  name,
  message,
  $metadata: {httpStatusCode},
})
