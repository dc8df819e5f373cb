import {newsOf} from './facts.ts'
import type {Answer, Known} from './judgement.ts'
import {AWSCURRENT, type Version} from './secret.ts'
import {holderOf} from './staging.ts'

/** Versions without labels that are newer than the one in use, newest first; their writer decides what they mean. */
export function newerWithoutLabel(versions: readonly Version[], current: string | undefined): readonly Version[] {
  const createdAt = versions.find(version => version.versionId === current)?.createdAt
  if (createdAt === undefined) return []
  return versions
    .filter(version => version.labels.length === 0 && (version.createdAt ?? 0) > createdAt)
    .sort((left, right) => (right.createdAt ?? 0) - (left.createdAt ?? 0))
}

/** Somebody took AWSPENDING off a version the function wrote: its value may be the one the target wants. */
export function labelTakenOff(facts: Known): Answer | undefined {
  const current = holderOf(facts.description.staging, AWSCURRENT)
  const candidates = newerWithoutLabel(facts.versions ?? [], current)
  const makers = candidates.map(version => ({version, maker: makerOf(facts, version.versionId)}))
  const written = makers.find(({maker}) => maker === 'function')
  if (written !== undefined)
    return {verdict: 'failing', why: [`${written.version.versionId.slice(0, 8)} is newer and has no label`]}
  const unread = makers.find(({maker}) => maker === 'unknown')
  if (unread === undefined) return undefined
  return {verdict: 'unknown', why: [`${unread.version.versionId.slice(0, 8)} is newer, its writer unread`]}
}

/** Who wrote a version: the function's role, somebody else, or nobody can tell. A schedule test writes its copy itself. */
function makerOf(facts: Known, versionId: string): 'function' | 'other' | 'unknown' {
  if (facts.description.rotationFunctionArn === undefined) return 'other'
  const news = newsOf(facts.events).filter(event => event.versionId === versionId)
  if (news.some(event => event.name === 'TestRotationStarted')) return 'other'
  const write = news.find(event => event.name === 'PutSecretValue' && event.errorCode === undefined)
  if (write === undefined || facts.functionRoleArn === undefined) return 'unknown'
  return write.caller?.roleArn === facts.functionRoleArn ? 'function' : 'other'
}
