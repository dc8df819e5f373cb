import * as v from 'valibot'
import {type DatabaseTarget, isDatabase} from '../targets-declared.ts'
import {isTargetKind, targetSchemas, type WrittenDatabase, type WrittenHttps} from './targets-schema.ts'
import {listOf, objectOf} from './template-text.ts'

/** A target as it stands in the file. */
export type WrittenTarget =
  | {readonly kind: 'iam-user' | 'appsync-api' | 'kms-key' | 'login'; readonly name: string}
  | {readonly kind: 'none'}
  | {readonly kind: DatabaseTarget['kind']; readonly server: WrittenDatabase}
  | {readonly kind: 'https'; readonly server: WrittenHttps}

/** Targets, or the first place that is none: what breaks the schema there, or a reason. */
export type WrittenTargets =
  | {readonly kind: 'targets'; readonly targets: readonly WrittenTarget[]}
  | {readonly kind: 'invalid'; readonly place: string; readonly breach: v.BaseIssue<unknown> | string}

const KINDS = Object.keys(targetSchemas).join(', ')
const MOST_TARGETS = 10

/** What the file of `--targets` says: `targets:` and a list of one kind each. */
export function writtenTargets(value: unknown): WrittenTargets {
  const whole = objectOf(value)
  const list = whole?.['targets']
  const other = Object.keys(whole ?? {}).find(name => name !== 'targets')
  if (!Array.isArray(list) || other !== undefined || list.length > MOST_TARGETS) {
    return {
      kind: 'invalid',
      place: 'the whole',
      breach: `it is no object with one member, targets, a list of up to ${MOST_TARGETS}`,
    }
  }
  const targets: WrittenTarget[] = []
  for (const [at, entry] of listOf(list).entries()) {
    const found = writtenTarget(entry, `targets[${at}]`)
    if (found.kind === 'invalid') return found
    targets.push(found.target)
  }
  return {kind: 'targets', targets}
}

function writtenTarget(
  entry: unknown,
  place: string,
): {readonly kind: 'target'; readonly target: WrittenTarget} | Extract<WrittenTargets, {kind: 'invalid'}> {
  if (entry === 'none') return {kind: 'target', target: {kind: 'none'}}
  const [[kind, given] = ['', undefined], more] = Object.entries(objectOf(entry) ?? {})
  if (!isTargetKind(kind) || more !== undefined) {
    return {kind: 'invalid', place, breach: `it is not one of ${KINDS}`}
  }
  const parsed = v.safeParse(targetSchemas[kind], given, {abortEarly: true})
  if (!parsed.success) return {kind: 'invalid', place: `${place}.${kind}`, breach: parsed.issues[0]}
  return {kind: 'target', target: toTarget(kind, parsed.output)}
}

function toTarget(kind: keyof typeof targetSchemas, output: unknown): WrittenTarget {
  if (kind === 'none') return {kind}
  if (isDatabase(kind)) return {kind, server: output as WrittenDatabase}
  if (kind === 'https') return {kind, server: output as WrittenHttps}
  return {kind, name: output as string}
}
