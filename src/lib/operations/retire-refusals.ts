import {EXIT, SecrotError} from '../errors.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {unsafe} from './secret-refusals.ts'
import {pendingRefusal, valueRefusal} from './value-refusals.ts'

type Words = readonly string[]

/** What forbids it whatever the credential is: a rotation under way may still need the old one. */
export function standingInTheWay(
  context: Pick<Context, 'scopeFlags'>,
  secret: ResolvedSecret,
  words: Words,
): SecrotError | undefined {
  return valueRefusal(context, secret, 'retire') ?? pendingRefusal(context, secret, words)
}

export function noCurrent({description}: ResolvedSecret, words: Words): SecrotError {
  return unsafe('NO_CURRENT_VERSION', `${description.name} has no version in use, so nothing replaces the old one.`, [
    'Give it a value',
    ['secrot', 'put', ...words],
  ])
}

export function noPrevious({description}: ResolvedSecret, words: Words): SecrotError {
  return unsafe('NO_PREVIOUS_VERSION', `${description.name} has no AWSPREVIOUS whose credential could be ended.`, [
    'What there is',
    ['secrot', 'versions', ...words, '--deprecated'],
  ])
}

export function heldByCurrent({description}: ResolvedSecret, words: Words, versionId: string): SecrotError {
  const message = `${versionId} holds the credential that AWSCURRENT of ${description.name} holds, which is never retired.`
  return unsafe('CREDENTIAL_IS_CURRENT', message, ['Replace it first', ['secrot', 'rotate', ...words, '--watch']])
}

export function withoutCredential({description}: ResolvedSecret, words: Words, versionId: string): SecrotError {
  const message = `${versionId} of ${description.name} holds no credential that could be told from another.`
  return unsafe('NO_CREDENTIAL', message, ['What it holds', ['secrot', 'versions', ...words, '--deprecated']])
}

export function kindUnknown(
  {description}: ResolvedSecret,
  words: Words,
  target: 'command' | 'none' | 'unnamed',
): SecrotError {
  const known = 'access keys of IAM users and API keys of AppSync'
  const message =
    target === 'unnamed'
      ? `Nobody knows what takes the credential of ${description.name}; secrot can end ${known}.`
      : `The credential of ${description.name} is none of those that secrot can end: ${known}.`
  const named = (kind: string) => shellCommand(['secrot', 'retire', ...words, '--target', kind])
  const hint =
    target === 'unnamed'
      ? `Name it: ${named('iam-key')}, or ${named('appsync-key')}`
      : 'End it at its target by the means of that target.'
  return new SecrotError({code: 'KIND_UNKNOWN', message, hint, exit: EXIT.unsafe})
}

export function ownerUnknown({description}: ResolvedSecret, words: Words): SecrotError {
  const message = `Nobody can tell which IAM user the keys of ${description.name} belong to: the values name none or several, and IAM does not say.`
  return unsafe('USER_UNKNOWN', message, ['Look at the whole of it', ['secrot', 'doctor', ...words]])
}

export function notTheOwner({description}: ResolvedSecret, words: Words, userName: string): SecrotError {
  const message = `The key in AWSCURRENT of ${description.name} is none of ${userName} in this account, so none of that user is ended.`
  return unsafe('USER_MISMATCH', message, ['Look at the whole of it', ['secrot', 'doctor', ...words]])
}

export function noApi({description}: ResolvedSecret, words: Words, apiId: string | undefined): SecrotError {
  const message =
    apiId === undefined
      ? `Neither the value nor the tag secrot:api-id of ${description.name} says of which API its key is.`
      : `There is no AppSync API ${apiId} in this account and region, whose key ${description.name} would hold.`
  return unsafe('API_UNKNOWN', message, ['Look at the whole of it', ['secrot', 'doctor', ...words]])
}

/** Without a credential that works consumers would be left with none. */
export function currentNotProven({description}: ResolvedSecret, words: Words, why: string): SecrotError {
  const message = `Nothing of ${description.name} is ended: that its current credential works is not proven (${why}).`
  return unsafe('CURRENT_NOT_PROVEN', message, ['What can be done', ['secrot', 'doctor', ...words]])
}

/** Somebody may still need it; who that is stands in the report. */
export function maybeInUse(words: Words, because: string): SecrotError {
  const again = shellCommand(['secrot', 'retire', ...words])
  return new SecrotError({
    code: 'CREDENTIAL_IN_USE',
    message: `It is not ended: ${because}.`,
    hint: `Bring consumers to the new value first. If it has leaked, end it all the same: ${again} --compromised`,
    exit: EXIT.unsafe,
  })
}
