import type {CallRecordEntry} from '../../../src/lib/sandbox/kernel.ts'

/**
 * A record in a form that two layers can share: without the ids that a request is given on the wire. Reads that secrot
 * makes at the same time may arrive in either order, and AWS tells the trail of a rotation once its request is answered,
 * so between two entries of another kind these are sorted.
 */
export function comparable(record: readonly CallRecordEntry[]): readonly string[] {
  const lines: string[] = []
  let reads: string[] = []
  for (const entry of record) {
    const line = lineOf(entry)
    if (entry.kind === 'event' || isRead(entry)) reads.push(line)
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

function isRead({kind, operation = ''}: CallRecordEntry): boolean {
  return (kind === 'call' || kind === 'fault') && /^(?:Describe|Get|List|Lookup|Filter)/.test(operation)
}

function lineOf({
  at,
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
  return `${new Date(at).toISOString()} ${kind} ${JSON.stringify(told)}`
}
