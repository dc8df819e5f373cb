import type {CallRecordEntry} from '../../../src/lib/sandbox/kernel.ts'
import {operatorArn} from './names.ts'

/**
 * A record in a form that two layers can share: without the ids that a request is given on the wire. What changes nothing
 * stands sorted between two changes: secrot reads and asks its target at the same time, and AWS tells the trail of a
 * rotation once its request is answered, so any of these may come first. What secrot was reading in the moment of its death
 * is left out: some of it was sent already, some was not. `withoutTimes`: of what changes nothing.
 */
export function comparable(record: readonly CallRecordEntry[], withoutTimes = false): readonly string[] {
  const lines: string[] = []
  let reads: string[] = []
  const died = new Set(record.filter(entry => mayBeDeath(entry)).map(entry => entry.at))
  for (const entry of record) {
    if (entry.principal === operatorArn && died.has(entry.at) && changesNothing(entry)) continue
    const line = `${new Date(entry.at).toISOString()} ${lineOf(entry)}`
    if (changesNothing(entry)) reads.push(withoutTimes ? lineOf(entry) : line)
    else {
      lines.push(...reads.sort(), line)
      reads = []
    }
  }
  return [...lines, ...reads.sort()]
}

/** Where two records part, with the lines around; undefined: they are the same. */
export function firstDifference(model: readonly string[], process: readonly string[]): string | undefined {
  const length = Math.max(model.length, process.length)
  for (let index = 0; index < length; index += 1) {
    if (model[index] === process[index]) continue
    const around = (lines: readonly string[]): string => lines.slice(Math.max(0, index - 5), index + 6).join('\n')
    return `model run:\n${around(model)}\nprocess run:\n${around(process)}`
  }
  return undefined
}

/** Deaths are the first rule of the plan (play.ts); where there is none, another rule of secrot's may stand there. */
function mayBeDeath({kind, principal, detail}: CallRecordEntry): boolean {
  return kind === 'fault' && principal === operatorArn && detail?.['rule'] === 0
}

function changesNothing({kind, operation = ''}: CallRecordEntry): boolean {
  if (kind === 'event') return true
  if (kind === 'target') return operation === 'login'
  return (kind === 'call' || kind === 'fault') && /^(?:Describe|Get|List|Lookup|Filter|Simulate)/.test(operation)
}

function lineOf({
  kind,
  service,
  operation,
  principal,
  functionArn,
  status,
  error,
  tookEffect,
  labels,
  detail,
}: CallRecordEntry): string {
  const told = {service, operation, principal, functionArn, status, error, tookEffect, labels, detail}
  return `${kind} ${JSON.stringify(told)}`
}
