import {EXIT, SecrotError, type ExitCode} from '../errors.ts'
import type {Sandbox} from '../sandbox/index.ts'
import type {Ask} from './context.ts'
import {consumerOf, type Consumer} from './demo-consumer.ts'
import {keepDemoRecords} from './demo-records.ts'
import {chaptersOf, EXPECTED_VERDICTS, type Chapter} from './demo-story.ts'
import type {SandboxContext} from './sandbox-context.ts'
import {sandboxedEnvironment} from './sandbox-environment.ts'

export interface DemoContext extends SandboxContext {
  readonly ask: Ask
  /** How a shell starts this very program: interpreter and script. */
  readonly program: readonly [string, ...string[]]
  /** Where the journal of the demo's own runs lies. */
  readonly demoStateFolder: string
  readonly emptyFiles: {readonly config: string; readonly credentials: string}
}

/**
 * The guided tour of the main job on a sandbox of its own: the commands run as they would from a shell, one after the
 * other, and the questions are asked where somebody can answer. Gives exit code 0 only when every command ended as it
 * should and every verdict at the end is the expected one, else 3.
 */
export async function runDemo(context: DemoContext): Promise<ExitCode> {
  const {progress} = context
  progress.line('Building a fleet of eight secrets. Their rotation functions run as real processes and really fail …')
  const {signal} = context
  const sandbox = await context.sandbox.startSandbox({switches: {keySpreadMs: 1500}, scenario: 'demo', signal})
  const consumer = consumerOf(sandbox, 'prod/orders/db')
  try {
    await context.sandbox.announce(context.demoStateFolder, sandbox, context.pid)
    await keepDemoRecords(context.sandbox.demoFolder(), context.demoStateFolder)
    progress.line('The function of its logins was rehearsed and is conformant: its record lets doctor send its steps.')
    consumer.start()
    return (await tell(context, sandbox, consumer)) ? EXIT.done : EXIT.unsafe
  } finally {
    await consumer.stop()
    await sandbox.stop()
  }
}

async function tell(context: DemoContext, sandbox: Sandbox, consumer: Consumer): Promise<boolean> {
  const run = runner(context, sandbox)
  const interactive = context.ask.interactive
  for (const chapter of chaptersOf(context.sandbox, {interactive, interpreter: context.program[0]})) {
    if (!(await play(context, chapter, run, interactive))) return false
  }
  return conclude(context, run, consumer)
}

type Run = ReturnType<typeof runner>

async function play(context: DemoContext, chapter: Chapter, run: Run, interactive: boolean): Promise<boolean> {
  const {progress, ask} = context
  progress.line('')
  for (const line of chapter.says) progress.line(line)
  if (interactive) await ask.pressEnter('Enter goes on')
  context.signal.throwIfAborted()
  progress.line(`$ secrot ${chapter.shown}`)
  const code = await run.shown(chapter.argv)
  if (code === EXIT.interrupted)
    throw new SecrotError({code: 'INTERRUPTED', message: 'The demo was interrupted.', exit: code})
  if (chapter.codes.includes(code)) return true
  progress.warn(`This command ended with ${code}; ${chapter.codes.join(' or ')} was expected.`)
  return false
}

async function conclude({progress}: DemoContext, run: Run, consumer: Consumer): Promise<boolean> {
  const verdicts = await run.verdicts()
  const wrong = Object.entries(EXPECTED_VERDICTS).filter(
    ([name, expected]) => !expected.includes(verdicts.get(name) ?? ''),
  )
  progress.line('')
  progress.line(consumer.summary())
  for (const [name, expected] of wrong) {
    progress.warn(`${name} is ${verdicts.get(name) ?? 'missing'}; ${expected.join(' or ')} was expected.`)
  }
  if (wrong.length > 0 || !consumer.isServed()) return false
  progress.line('Every verdict is the expected one. Nothing was lost: every value that works is still labelled.')
  return true
}

function runner(context: DemoContext, sandbox: Sandbox) {
  const facts = context.sandbox.clientEnvironment(sandbox)
  const env = {
    ...sandboxedEnvironment(context.env, facts, context.emptyFiles),
    SECROT_STATE_DIR: context.demoStateFolder,
    SECROT_SANDBOX_TIME: context.demoStateFolder,
  }
  const argvOf = (argv: readonly string[]): readonly [string, ...string[]] => [...context.program, ...argv]
  return {
    async shown(argv: readonly string[]): Promise<number> {
      const end = await context.runChild(argvOf(argv), env)
      return end.kind === 'exited' ? end.code : 128 + end.by
    },
    async verdicts(): Promise<Map<string, string>> {
      const text = await context.outputOf(argvOf(['status', '--json']), {...env, NO_COLOR: '1'})
      context.signal.throwIfAborted()
      const {secrets} = JSON.parse((text ?? '').slice((text ?? '').indexOf('{'))) as {
        secrets: readonly {name: string; verdict: string}[]
      }
      return new Map(secrets.map(({name, verdict}) => [name, verdict]))
    },
  }
}
