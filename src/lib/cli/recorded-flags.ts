import {isAbsolute} from 'node:path'
import type {RunStory} from '../operations/journal-story.ts'
import type {AwsFlagValues} from './scope.ts'

const options = ['profile', 'region', 'endpoint-url'] as const
const insecure = 'allow-insecure-endpoint'
/** How the answer was written is decided anew. */
const format = ['--json', '--format']

/** A recorded argument list, parted into where it went and what it asked for. */
export interface RecordedFlags {
  readonly scope: AwsFlagValues
  readonly functionProfile?: string
  readonly config?: string
  /** The rest, without the flags of `scope` and without the format. */
  readonly rest: readonly string[]
}

export function recordedFlags(argv: readonly string[]): RecordedFlags {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  const own = argv.slice(0, end)
  const scope: Record<string, string | boolean> = {}
  const rest: string[] = []
  for (let at = 0; at < own.length; at += 1) {
    const word = own[at] ?? ''
    const name = options.find(option => word === `--${option}` || word.startsWith(`--${option}=`))
    const joined = word.includes('=')
    if (name !== undefined) scope[name] = joined ? word.slice(word.indexOf('=') + 1) : (own[(at += 1)] ?? '')
    else if (word === `--${insecure}`) scope[insecure] = true
    else if (format.includes(word)) at += word === '--format' ? 1 : 0
    else if (!word.startsWith('--format=')) rest.push(word)
  }
  const functionProfile = valueOf(own, '--function-profile')
  const config = valueOf(own, '--config')
  return {
    scope,
    rest: [...rest, ...argv.slice(end)],
    ...(functionProfile === undefined ? {} : {functionProfile}),
    ...(config === undefined ? {} : {config}),
  }
}

function valueOf(words: readonly string[], flag: string): string | undefined {
  const at = words.findLastIndex(word => word === flag || word.startsWith(`${flag}=`))
  return words[at] === flag ? words[at + 1] : words[at]?.slice(flag.length + 1)
}

/** Where a run went, unless the command line names another way there. */
export function recordedScope(
  run: Pick<RunStory, 'argv' | 'region'>,
  flags: AwsFlagValues & {readonly config?: string | undefined},
): {
  readonly scope: AwsFlagValues
  readonly functionProfile: string | undefined
  readonly config: string | undefined
} {
  const {scope, functionProfile, config} = recordedFlags(run.argv)
  // A relative path would be another file in each folder.
  const recorded = config !== undefined && isAbsolute(config) ? config : undefined
  return {
    scope: {
      profile: flags.profile ?? scope.profile,
      region: flags.region ?? scope.region ?? run.region,
      'endpoint-url': flags['endpoint-url'] ?? scope['endpoint-url'],
      'allow-insecure-endpoint': flags['allow-insecure-endpoint'] ?? scope['allow-insecure-endpoint'],
    },
    functionProfile,
    config: flags.config ?? recorded,
  }
}
