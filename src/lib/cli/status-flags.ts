import {Flags} from '@oclif/core'
import type {AwsScope, ListFilter} from '../aws/gateways.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {type Verdict, verdicts} from '../rotation/judgement.ts'
import {repeatableFlag} from './flags.ts'

const filterKeys = ['name', 'description', 'tag-key', 'tag-value', 'primary-region', 'owning-service', 'all'] as const

/** Verdicts, parted by commas; the flag may be repeated. */
export const verdictsFlag = Flags.custom<readonly Verdict[]>({
  ...repeatableFlag,
  helpValue: 'VERDICT[,VERDICT]',
  parse: input =>
    Promise.resolve(
      input
        .split(',')
        .map(word => verdicts.find(verdict => verdict === word) ?? refuse(`${word} is no verdict`, verdicts)),
    ),
})

/** `KEY=VALUE[,VALUE]` of ListSecrets; a value alone is the beginning of a name, `!` before a value leaves it out. */
export const filterFlag = Flags.custom<ListFilter>({
  ...repeatableFlag,
  helpValue: 'KEY=VALUE',
  parse: input => {
    const at = input.indexOf('=')
    const word = at === -1 ? 'name' : input.slice(0, at)
    const key = filterKeys.find(known => known === word) ?? refuse(`${word} is no key to filter by`, filterKeys)
    return Promise.resolve({key, values: input.slice(at + 1).split(',')})
  },
})

/** `KEY` or `KEY=VALUE`. */
export const tagFlag = Flags.custom<{key: string; value: string | undefined}>({
  ...repeatableFlag,
  helpValue: 'KEY[=VALUE]',
  parse: input => {
    const at = input.indexOf('=')
    return Promise.resolve(
      at === -1 ? {key: input, value: undefined} : {key: input.slice(0, at), value: input.slice(at + 1)},
    )
  },
})

/** Every region with every profile that was named; a single empty scope stands for the run's own. */
export function scopesOf(flags: {
  readonly profile?: readonly string[] | undefined
  readonly region?: readonly string[] | undefined
}): readonly Partial<AwsScope>[] {
  const profiles = flags.profile?.length ? flags.profile.map(profile => ({profile})) : [{}]
  const regions = flags.region?.length ? flags.region.map(region => ({region})) : [{}]
  return profiles.flatMap(profile => regions.map(region => ({...profile, ...region})))
}

function refuse(what: string, known: readonly string[]): never {
  throw new SecrotError({code: 'USAGE', message: `${what}; known are ${known.join(', ')}.`, exit: EXIT.usage})
}
