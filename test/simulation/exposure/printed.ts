import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync} from 'node:fs'
import type {Left} from './run.ts'

const colours = new RegExp(String.raw`\u001B\[[0-9;?]*[a-zA-Z]`, 'g')

/** Commands that a run printed for somebody to paste: the last line, and the rows and hints that hold one. */
export function printedCommands({sinks}: Left): readonly string[] {
  const text = `${sinks.get('stdout') ?? ''}\n${sinks.get('stderr') ?? ''}`
    .replaceAll(colours, '')
    .replaceAll(/\\\n\s*/g, ' ')
  const lines = text
    .split('\n')
    .flatMap(line => /^(?:Next: |\s{2}(?:undo|aws|do)\s+|[^✖'"]*: )((?:secrot|aws) \S.*)$/.exec(line)?.[1] ?? [])
  // A hint may name what somebody has to fill in; a verdict that begins with secrot is none.
  return lines.filter(line => !/[…<>]|'CMD ARG|\)$/.test(line))
}

/**
 * Runs each in a shell whose `secrot` and `aws` do nothing; answers those that did anything else, or that no shell takes.
 * `folder` has to be empty.
 */
export function harmful(commands: Iterable<string>, folder: string): readonly string[] {
  return [...commands].filter(command => {
    try {
      execFileSync('sh', ['-c', `secrot() { :; }; aws() { :; }; ${command}`], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {PATH: process.env['PATH']},
      })
    } catch {
      return true
    }
    return !existsSync(folder) || readdirSync(folder).length > 0
  })
}
