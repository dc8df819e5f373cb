import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {openTerminal, type Terminal} from './terminal.ts'

const root = resolve(import.meta.dirname, '../..')

/** One block of a page: what is typed, and what a reader is told that the terminal then shows. */
export interface Walked {
  readonly command: string
  readonly told: string
  /** What it showed, the typed line first. */
  readonly shown: string
}

/** Names that differ in each run; a command that takes one up is typed with the one of this run. */
const PICKED_UP = /\b\d{8}-\d{6}-[0-9a-z]{4}\b|[A-Za-z0-9+/]{43}=/g
const QUESTION = /^(?:\?|\s).*(?:\(y\/N[^)]*\)|\[q\]:)\s*$/
const ANSWERS = /(?:\(y\/N[^)]*\)|\[q\]:) (\w)$/gm
const PATIENCE_MS = 120_000

/** The blocks of a page that begin with a prompt. */
export function blocksOf(page: string): readonly string[] {
  return [...page.matchAll(/^```\n(\$ [^`]*?)\n```$/gm)].map(match => match[1] ?? '')
}

/**
 * Types the commands of a page into a shell in a pseudo-terminal, one after the other, as a new user would: the first one
 * opens a shell whose AWS is the sandbox. Questions get the answers that the page shows.
 */
export async function walk(page: string, columns: number): Promise<readonly Walked[]> {
  const folder = await mkdtemp(join(tmpdir(), 'secrot-walk-'))
  const script = `#!/bin/sh\nexec ${process.execPath} ${join(root, 'bin/dev.js')} "$@"\n`
  await writeFile(join(folder, 'secrot'), script, {mode: 0o755})
  const env = {
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    PS1: '$ ',
    NO_COLOR: '1',
    SECROT_STATE_DIR: join(folder, 'state'),
  }
  const terminal = openTerminal(['sandbox', 'run', '--scenario', 'demo', '--', 'sh'], {columns, rows: 60, env})
  const names = new Map<string, string>()
  const walked: Walked[] = []
  let start = 0
  try {
    for (const told of blocksOf(page)) {
      const command = (told.split('\n')[0] ?? '').slice(2)
      if (walked.length > 0) terminal.type(`${command.replaceAll(PICKED_UP, name => names.get(name) ?? name)}\r`)
      const rest = await settled(terminal, start, answersIn(told))
      const shown = walked.length === 0 ? `$ ${command}\n${rest}` : rest
      start += rest.length + 1
      const actual = shown.match(PICKED_UP) ?? []
      for (const [index, name] of (told.match(PICKED_UP) ?? []).entries()) names.set(name, actual[index] ?? name)
      walked.push({command, told, shown})
    }
    terminal.type('exit\r')
    await terminal.end()
    return walked
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

function answersIn(told: string): string[] {
  return [...told.matchAll(ANSWERS)].map(match => match[1] ?? '')
}

/** Answers what is asked, until the shell waits again; what stands from `start` on, without its prompt. */
async function settled(terminal: Terminal, start: number, answers: readonly string[]): Promise<string> {
  const waiting = [...answers]
  const rest = (): string => terminal.text().slice(start)
  for (;;) {
    await terminal.when(
      () => rest().endsWith('\n$') || (waiting.length > 0 && QUESTION.test(lastLine(rest()))),
      PATIENCE_MS,
    )
    if (rest().endsWith('\n$')) return rest().slice(0, -2)
    const question = lastLine(rest())
    terminal.type(`${waiting.shift() ?? ''}\r`)
    await terminal.when(() => lastLine(rest()) !== question, PATIENCE_MS)
  }
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1)
}
