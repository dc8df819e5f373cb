import {shellWord} from '../shell-words.ts'
import type {CompletionPlace} from './completion-words.ts'

/** The script for bash 3.2, which macOS has, and later; nothing beside bash itself is needed. */
export function bashCompletion(bin: string, places: readonly CompletionPlace[]): string {
  return `# bash completion for ${bin}
_${bin}() {
  local IFS=$'\\n' cur prev i at='' words='' flags='' values='' takes='' first=''
  cur=\${COMP_WORDS[COMP_CWORD]}
  prev=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # bash parts --format=json into three words.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    # Behind it stands the line of another command.
    [[ \${COMP_WORDS[i]} == -- ]] && return
  done
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at/\${COMP_WORDS[i]}" in
${places.flatMap(place => stepInto(place)).join('\n')}
      *) break ;;
    esac
  done
  case "$at" in
${places.flatMap(place => wordsAt(place)).join('\n')}
  esac
  case "$at/$prev" in
${places.flatMap(place => valuesAt(place)).join('\n')}
  esac
  if [[ $takes == value ]]; then
    COMPREPLY=($(compgen -W "$values" -- "$cur"))
  elif [[ $takes == file ]] || [[ $first == file && $cur != -* ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$cur"))
  elif [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif ((i == COMP_CWORD)); then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  fi
}
complete -F _${bin} ${bin}
`
}

function stepInto({at, words}: CompletionPlace): readonly string[] {
  return words.map(({word}) => {
    const there = at === '' ? word : `${at} ${word}`
    return `      ${shellWord(`${at}/${word}`)}) at=${shellWord(there)} ;;`
  })
}

function wordsAt({at, words, flags, values, file}: CompletionPlace): readonly string[] {
  const next = [...words.map(({word}) => word), ...values]
  return [
    `    ${quoted(at)})`,
    ...(next.length === 0 ? [] : [`      words=${lines(next)}`]),
    `      flags=${lines(flags.map(({word}) => word))}`,
    ...(file ? ['      first=file'] : []),
    '      ;;',
  ]
}

function valuesAt({at, flags}: CompletionPlace): readonly string[] {
  return flags
    .filter(({takes}) => takes !== 'nothing')
    .map(({word, takes, values}) => {
      const listed = values.length === 0 ? '' : ` values=${lines(values)}`
      return `    ${shellWord(`${at}/${word}`)}) takes=${takes}${listed} ;;`
    })
}

/** Words as one argument, a line each: IFS is the line break, so that a file's name may hold blanks. */
function lines(words: readonly string[]): string {
  return `$'${words.join('\\n')}'`
}

function quoted(word: string): string {
  return word === '' ? "''" : shellWord(word)
}
