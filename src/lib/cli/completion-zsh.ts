import {shellWord} from '../shell-words.ts'
import type {CompletionPlace, CompletionWord} from './completion-words.ts'

/** The script for zsh: to be sourced after compinit, or to lie in a folder of fpath as `_secrot`. */
export function zshCompletion(bin: string, places: readonly CompletionPlace[]): string {
  return `#compdef ${bin}
# zsh completion for ${bin}
_${bin}() {
  local at='' prev=\${words[CURRENT - 1]} takes=''
  local -i i
  local -a next flags values
  for ((i = 2; i < CURRENT; i++)); do
    # Behind it stands the line of another command.
    [[ \${words[i]} == -- ]] && return 1
  done
  for ((i = 2; i < CURRENT; i++)); do
    case "$at/\${words[i]}" in
${places.flatMap(place => stepInto(place)).join('\n')}
      (*) break ;;
    esac
  done
  case "$at" in
${places.flatMap(place => wordsAt(place)).join('\n')}
  esac
  # --format=json is one word here.
  if [[ $PREFIX == --*=* ]]; then
    prev=\${PREFIX%%=*}
    compset -P 1 '*='
  fi
  case "$at/$prev" in
${places.flatMap(place => valuesAt(place)).join('\n')}
  esac
  case "$takes" in
    (value) ((\${#values})) && compadd -a values ;;
    (file) _files ;;
    (*)
      if [[ $PREFIX == -* ]]; then
        _describe -o flag flags
      elif ((i == CURRENT)); then
        _describe word next
      fi
      ;;
  esac
}
if [[ \${funcstack[1]} == _${bin} ]]; then
  _${bin} "$@"
else
  compdef _${bin} ${bin}
fi
`
}

function stepInto({at, words}: CompletionPlace): readonly string[] {
  return words.map(({word}) => {
    const there = at === '' ? word : `${at} ${word}`
    return `      (${shellWord(`${at}/${word}`)}) at=${shellWord(there)} ;;`
  })
}

function wordsAt({at, words, flags, values, file}: CompletionPlace): readonly string[] {
  const next = [...words, ...values.map(word => ({word, summary: ''}))]
  return [
    `    (${at === '' ? "''" : shellWord(at)})`,
    `      next=(${next.map(word => described(word)).join(' ')})`,
    `      flags=(${flags.map(flag => described(flag)).join(' ')})`,
    ...(file ? ['      [[ $PREFIX == -* ]] || takes=file'] : []),
    '      ;;',
  ]
}

function valuesAt({at, flags}: CompletionPlace): readonly string[] {
  return flags
    .filter(({takes}) => takes !== 'nothing')
    .map(({word, takes, values}) => {
      const listed = values.length === 0 ? '' : ` values=(${values.map(value => shellWord(value)).join(' ')})`
      return `    (${shellWord(`${at}/${word}`)}) takes=${takes}${listed} ;;`
    })
}

/** `word:what it is`; a colon in either part is escaped. */
function described({word, summary}: CompletionWord): string {
  const parts = summary === '' ? [word] : [word, summary]
  return shellWord(parts.map(part => part.replaceAll(/[\\:]/g, String.raw`\$&`)).join(':'))
}
