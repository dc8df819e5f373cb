import type {Command} from '@oclif/core/command'
import type {Config} from '@oclif/core/config'

/** What may follow a beginning of the command line. */
export interface CompletionPlace {
  /** The words of it behind `secrot`, with a blank between two: '' at the start, `sandbox run`. */
  readonly at: string
  /** Commands and topics, as the next word. */
  readonly words: readonly CompletionWord[]
  readonly flags: readonly CompletionFlag[]
  /** What the first argument may be, where that is a closed list. */
  readonly values: readonly string[]
  /** The first argument is a file. */
  readonly file: boolean
}

export interface CompletionWord {
  readonly word: string
  readonly summary: string
}

export interface CompletionFlag {
  /** `--format`. */
  readonly word: string
  readonly summary: string
  readonly takes: 'nothing' | 'file' | 'value'
  /** The values where they are a closed list. */
  readonly values: readonly string[]
}

const help: CompletionFlag = {word: '--help', summary: 'Show help.', takes: 'nothing', values: []}
const version: CompletionFlag = {...help, word: '--version', summary: 'Show the version.'}

/** All places of the command line, from the commands that are loaded: nothing of it can be forgotten. */
export function completionPlaces(config: Config): readonly CompletionPlace[] {
  const commands = new Map(config.commands.filter(({hidden}) => !hidden).map(one => [wordsOf(one.id), one]))
  const topics = [...commands.keys()].flatMap(name => beginnings(name))
  const places = [...new Set(['', ...topics, ...commands.keys()])].sort()
  return places.map(at => {
    const command = commands.get(at)
    const words = places.filter(name => name !== '' && beginnings(name).at(-1) === at)
    const first = Object.values(command?.args ?? {})[0]
    return {
      at,
      words: words.map(name => ({word: name.split(' ').at(-1) ?? '', summary: summaryOf(name, commands, config)})),
      flags: [...flagsOf(command), help, ...(at === '' ? [version] : [])],
      values: first?.options ?? [],
      file: first?.name === 'file',
    }
  })
}

function wordsOf(id: string): string {
  return id.replaceAll(':', ' ')
}

/** What a name begins with, the shortest first, and not itself: the start and `sandbox` of `sandbox run`. */
function beginnings(name: string): readonly string[] {
  const words = name.split(' ')
  return words.map((_, index) => words.slice(0, index).join(' '))
}

function summaryOf(name: string, commands: ReadonlyMap<string, Command.Loadable>, config: Config): string {
  const topic = config.topics.find(one => wordsOf(one.name) === name)
  return commands.get(name)?.summary ?? topic?.description ?? ''
}

function flagsOf(command: Command.Loadable | undefined): readonly CompletionFlag[] {
  const flags = Object.values(command?.flags ?? {}).filter(({hidden}) => !hidden)
  return flags
    .map((flag): CompletionFlag => {
      const word = `--${flag.name}`
      const summary = flag.summary ?? flag.description ?? ''
      if (flag.type === 'boolean') return {word, summary, takes: 'nothing', values: []}
      const file = String(flag.helpValue ?? '').startsWith('FILE')
      return {word, summary, takes: file ? 'file' : 'value', values: flag.options ?? []}
    })
    .sort((one, other) => (one.word < other.word ? -1 : 1))
}
