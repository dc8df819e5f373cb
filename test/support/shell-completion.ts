import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

export type CompletingShell = 'bash' | 'zsh' | 'fish'

/** Sources the script in a shell without its start-up files, and asks what it would offer at the end of a line. */
export function offeredBy(shell: CompletingShell, script: string, line: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'secrot-completion-'))
  try {
    const file = join(folder, 'session')
    writeFileSync(file, sessions[shell](script, line))
    const {stdout, stderr, error} = spawnSync(shell, [...bare[shell], file], {encoding: 'utf8', timeout: 30_000})
    if (error !== undefined || stderr !== '') throw new Error(`${shell}: ${error?.message ?? stderr}`)
    return stdout.split('\n').filter(offer => offer !== '')
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

/** Whether the shell is on this machine. */
export function hasShell(shell: CompletingShell): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0
}

const bare: Readonly<Record<CompletingShell, readonly string[]>> = {
  bash: ['--norc', '--noprofile'],
  zsh: ['-f'],
  fish: ['--no-config'],
}

const sessions: Readonly<Record<CompletingShell, (script: string, line: string) => string>> = {
  // The words as readline hands them over: parted at blanks and around `=`.
  bash: (script, line) =>
    [
      script,
      `COMP_WORDS=(${line
        .split(/ |(=)/)
        .filter(word => word !== undefined)
        .map(word => `'${word}'`)
        .join(' ')})`,
      'COMP_CWORD=$((${#COMP_WORDS[@]} - 1))',
      'compopt() { :; }',
      '"$(complete -p secrot | sed -E "s/.*-F ([^ ]+) .*/\\1/")"',
      'printf "%s\\n" "${COMPREPLY[@]}"',
    ].join('\n'),
  // Its completion works inside the line editor alone, so what the function hands to it is written down instead.
  zsh: (script, line) =>
    [
      'compdef() { handler=$1 }',
      'compset() { PREFIX=${PREFIX#*=} }',
      'matching() { print -l -- ${(M)@:#${PREFIX}*} }',
      'compadd() { matching ${(P)2} }',
      '_describe() { [[ $1 == -o ]] && shift; matching ${${(P)2}%%:*} }',
      '_files() { print -l -- *(N) }',
      script,
      `words=(${line
        .split(' ')
        .map(word => `'${word}'`)
        .join(' ')})`,
      'CURRENT=${#words}; PREFIX=${words[CURRENT]}',
      '$handler',
    ].join('\n'),
  fish: (script, line) => `${script}\ncomplete -C '${line}' | string replace -r '\\t.*' ''\n`,
}
