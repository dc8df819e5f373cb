import type {SecretFacts} from '../doctor/facts.ts'
import {valueOf} from '../doctor/facts.ts'
import {sameStaging} from '../rotation/staging.ts'
import {regionOf} from './doctor-facts.ts'
import type {DoctorRun} from './doctor-run.ts'

const LOOK_EVERY_MS = 10_000

/**
 * Waits for a step that may run: says until when and why, counts down, and ends early when the labels change. false: it
 * did not fit into --timeout.
 */
export async function waitForStep(run: DoctorRun, facts: SecretFacts): Promise<boolean> {
  const {context, options} = run
  const {clock, progress} = context
  const until = facts.running.until ?? clock.now()
  const lastAt = run.startedAt + options.timeoutMs
  const staging = valueOf(facts.labels)?.description.staging ?? new Map<string, readonly string[]>()
  const {secrets} = context.aws({region: regionOf(run, facts.arn)})
  progress.line(`${facts.name}: waiting until ${time(until)}, because ${facts.running.why}.`)
  while (clock.now() <= until) {
    if (clock.now() >= lastAt) {
      progress.activity('')
      return false
    }
    progress.activity(`${facts.name}: ${leftOf(until - clock.now())} left`)
    await clock.sleep(Math.min(LOOK_EVERY_MS, Math.max(1000, until + 1 - clock.now())), context.signal)
    const now = await secrets.describe(facts.arn, {signal: context.signal})
    if (!sameStaging(now.staging, staging)) break
  }
  progress.activity('')
  return true
}

function time(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)}Z`
}

function leftOf(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m ${seconds % 60}s`
}
