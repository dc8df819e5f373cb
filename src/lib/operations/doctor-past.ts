import type {PastChange} from '../journal/past.ts'
import type {Version} from '../rotation/secret.ts'
import type {DoctorRun} from './doctor-run.ts'
import {invokeStepActions} from './invoke-step.ts'

/** The clock of an earlier run may have been off. */
const SKEW_MS = 3_600_000

/**
 * Whether an earlier run on this machine sent setSecret for the pending version: "once only" of the decision table holds
 * over runs. A step that AWS refused or that was stale was not sent; one without an outcome may have been.
 */
export async function setSecretSentBefore(
  run: DoctorRun,
  secretArn: string,
  pending: Version | undefined,
): Promise<{readonly at: number; readonly runId: string} | undefined> {
  if (pending === undefined) return undefined
  const {context} = run
  const changes = await context.changesSince((pending.createdAt ?? 0) - SKEW_MS)
  const earlier = changes.filter(({runId}) => runId !== context.journal.runId)
  const sent = earlier.find(change => wasSent(change) && isSetSecret(change, secretArn, pending.versionId))
  return sent === undefined ? undefined : {at: Date.parse(sent.intent.at), runId: sent.runId}
}

function wasSent({outcome}: PastChange): boolean {
  return outcome === undefined || outcome.outcome === 'done' || outcome.outcome === 'unknown'
}

function isSetSecret({intent}: PastChange, secretArn: string, versionId: string): boolean {
  if (intent.action !== invokeStepActions[0]) return false
  const event = (intent.request['Payload'] ?? {}) as Readonly<Record<string, unknown>>
  return event['Step'] === 'setSecret' && event['SecretId'] === secretArn && event['ClientRequestToken'] === versionId
}
