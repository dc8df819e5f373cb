import type {CompletionFlag, CompletionPlace} from './completion-words.ts'

/** The script for fish: to be sourced, or to lie in its folder of completions. */
export function fishCompletion(bin: string, places: readonly CompletionPlace[]): string {
  const names = places.filter(({at}) => at !== '').map(({at}) => quoted(at))
  return `# fish completion for ${bin}
# Whether the line so far is this command, and behind -- none: there stands the line of another one.
function __${bin}_at
    set -l at
    set -l line (commandline -opc)[2..-1]
    contains -- -- $line; and return 1
    for word in $line
        set -l there $at $word
        contains -- "$there" ${names.join(' ')}; or break
        set at $there
    end
    test "$at" = "$argv[1]"
end
# Whether nothing but this stands there so far.
function __${bin}_next
    set -l line (commandline -opc)[2..-1]
    test "$line" = "$argv[1]"
end
complete -c ${bin} -e
complete -c ${bin} -f
${places.flatMap(place => linesOf(bin, place)).join('\n')}
`
}

function linesOf(bin: string, {at, words, flags, values, file}: CompletionPlace): readonly string[] {
  const next = `complete -c ${bin} -n ${quoted(`__${bin}_next ${quoted(at)}`)}`
  const here = `complete -c ${bin} -n ${quoted(`__${bin}_at ${quoted(at)}`)}`
  return [
    ...words.map(({word, summary}) => `${next} -a ${word} -d ${quoted(summary)}`),
    ...values.map(value => `${next} -a ${quoted(value)}`),
    ...(file ? [`${next} -F`] : []),
    ...flags.map(flag => `${here} -l ${flag.word.slice(2)}${argumentOf(flag)} -d ${quoted(flag.summary)}`),
  ]
}

function argumentOf({takes, values}: CompletionFlag): string {
  if (takes === 'nothing') return ''
  if (takes === 'file') return ' -r -F'
  return values.length === 0 ? ' -x' : ` -x -a ${quoted(values.join(' '))}`
}

/** In fish's single quotes a backslash escapes itself and the quote, and nothing else. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`
}
