import type {Config} from '@oclif/core/config'
import {Writable} from 'node:stream'
import {EXIT, type ExitCode} from '../errors.ts'
import type {BaseCommand} from './base-command.ts'
import type {AfterCrash} from './command-options.ts'
import {attachSurroundings, surroundingsOf} from './surroundings.ts'

type CommandClass = (new (argv: string[], config: Config) => BaseCommand) & {readonly afterCrash?: AfterCrash}

/** The class of a command by its id; undefined: there is none. */
export async function commandClass(config: Config, id: string): Promise<CommandClass | undefined> {
  return (await config.findCommand(id)?.load()) as unknown as CommandClass | undefined
}

export interface RanAgain {
  readonly exitCode: ExitCode
  /** It came to an answer, and nobody said no to a question. */
  readonly finished: boolean
  /** With `json`: its answer. */
  readonly answer: unknown
  /** The command that it would have printed last. */
  readonly next?: string
}

/** Runs a command within this run, as the continuation of an interrupted one; with `json` its answer is not printed. */
export async function runAgain(
  config: Config,
  Command: CommandClass,
  argv: readonly string[],
  {resumes, json}: {readonly resumes: string; readonly json: boolean},
): Promise<RanAgain> {
  const around = surroundingsOf(config)
  let declined = false
  let written = ''
  let next: string | undefined
  const stdout = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written += chunk.toString('utf8')
      done()
    },
  })
  const onNo = (): void => {
    declined = true
  }
  // Not a copy: the input of a process is opened by the first question only.
  const hooks = {resumes, onNo, onNext: (command: string) => void (next = command), ...(json ? {stdout} : {})}
  const own = Object.assign(Object.create(around) as typeof around, hooks)
  attachSurroundings(config, own)
  try {
    process.exitCode = undefined
    const {answered} = await new Command([...(json ? ['--json'] : []), ...argv], config).start()
    const exitCode = (process.exitCode ?? EXIT.done) as ExitCode
    const finished = answered && !declined && exitCode !== EXIT.interrupted
    const answer = json ? (JSON.parse(written) as unknown) : undefined
    return {exitCode, finished, answer, ...(next === undefined ? {} : {next})}
  } finally {
    attachSurroundings(config, around)
  }
}
