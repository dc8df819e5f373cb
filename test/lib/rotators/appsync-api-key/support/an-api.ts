import {CallFailed} from '../../../../../src/lib/rotators/call-failed.ts'
import type {RotatorContext} from '../../../../../src/lib/rotators/rotator.ts'
import {aContext, ARN} from '../../support/a-context.ts'

export const HOUR = 60 * 60 * 1000
export const DAY = 24 * HOUR

/** Mark of a key that was made for a version of the secret. */
export const of = (versionId: string, arn = ARN) => `secrot: ${arn} version ${versionId}`

export const KEYS = {
  old: 'da2-oldoldoldoldoldoldoldold01',
  new: 'da2-newnewnewnewnewnewnewnew02',
  made: 'da2-mademademademademademade03',
  third: 'da2-thirdthirdthirdthirdthir04',
}

/** A value of the API `one`. */
export const holding = (key: string, apiId = 'one') => JSON.stringify({apiId, apiKey: key})

interface Key {
  readonly id: string
  readonly description?: string
  /** Virtual ms. Absent: 100 days. */
  readonly endsAt?: number
}

interface Input extends Partial<Record<'apiId' | 'id' | 'description' | 'nextToken', string>> {
  readonly expires?: number
}

/** The API `one` in the place of AppSync, with pages of two keys; `changes` are the calls that change something. */
export function anApi(keys: readonly Key[], {fails}: {readonly fails?: string} = {}) {
  const kept = new Map(keys.map(key => [key.id, {...key, expires: (key.endsAt ?? 100 * DAY) / 1000}]))
  const changes: object[] = []
  const calls: Readonly<Record<string, (input: Input) => object>> = {
    ListApiKeysCommand({nextToken = '0'}) {
      const [from, all] = [Number(nextToken), [...kept.values()]]
      const next = from + 2 < all.length ? {nextToken: String(from + 2)} : {}
      return {apiKeys: all.slice(from, from + 2), ...next}
    },
    CreateApiKeyCommand({description = '', expires = 0}) {
      changes.push({create: description, endsAt: expires * 1000})
      kept.set(KEYS.made, {id: KEYS.made, description, expires})
      return {apiKey: kept.get(KEYS.made)!}
    },
    UpdateApiKeyCommand({id = '', description = '', expires = 0}) {
      changes.push({update: id, description, endsAt: expires * 1000})
      kept.set(id, {id, description, expires})
      return {}
    },
    DeleteApiKeyCommand({id = ''}) {
      changes.push({delete: id})
      kept.delete(id)
      return {}
    },
  }
  const send = (command: {readonly input: object}) => {
    const {name} = command.constructor
    const input = command.input as Input
    if (input.apiId !== 'one') throw new CallFailed(name, {name: 'NotFoundException'})
    if (fails !== undefined && name.startsWith(fails)) throw new CallFailed(name, {name: 'NotFoundException'})
    return calls[name]!(input)
  }
  return {changes, send}
}

/** A step of a rotation from `old` to `new` at that API. */
export function atApi(
  api: Pick<ReturnType<typeof anApi>, 'send'>,
  options: Omit<NonNullable<Parameters<typeof aContext>[0]>, 'send'> = {},
): RotatorContext {
  return aContext({...options, send: api.send})
}
