import {EXIT, SecrotError} from '../errors.ts'
import type {Ask} from '../operations/context.ts'
import {ciIsSet, visible} from '../output/foreign.ts'
import {cellWidth, wrapWords} from '../output/width.ts'
import type {Surroundings} from './surroundings.ts'

/** Whether somebody can answer: stdin and stderr are terminals, and neither --json nor CI is set. */
export function canAsk(surroundings: Surroundings, json: boolean): boolean {
  const {stdin, stderr, env} = surroundings
  return stdin.isTTY === true && stderr.isTTY === true && !json && !ciIsSet(env)
}

/**
 * Questions on stderr, by inquirer, which is loaded with the first one. Enter never changes anything: only `y` or `yes`
 * is a yes, or what the question wants typed. Where nobody can answer: QUESTION_WITHOUT_TERMINAL (exit 2), naming the flag.
 */
export function asker(
  surroundings: Surroundings,
  options: {json: boolean; signal?: AbortSignal; pause: () => void},
): Ask {
  const interactive = canAsk(surroundings, options.json)
  return {
    interactive,
    async confirm({message, answeredBy, answer, typed}) {
      if (answer === false) surroundings.onNo?.()
      if (answer !== undefined) return answer
      if (!interactive) throw nobodyToAsk(message, answeredBy)
      options.pause()
      const text = await askLine(surroundings, visible(message), {
        answers: answersOf(typed, answeredBy),
        ...(options.signal === undefined ? {} : {signal: options.signal}),
        validate: given => (typed === undefined ? isAnswer(given) || 'Type y or n; Enter means no.' : true),
      })
      const said = typed === undefined ? /^y(es)?$/i.test(text.trim()) : text.trim() === typed
      if (!said) surroundings.onNo?.()
      return said
    },
    async choose({ways, answeredBy}) {
      const text = ways.map(({letter, name}) => `${name} [${letter}]`).join(', ')
      if (!interactive) throw nobodyToAsk(`${text}?`, answeredBy)
      options.pause()
      const letters = ways.map(({letter}) => letter)
      const given = await askLine(surroundings, visible(`${text}:`), {
        ...(options.signal === undefined ? {} : {signal: options.signal}),
        validate: typed => letters.includes(letterOf(typed)) || `Type ${letters.join(', ')}, and Enter.`,
      })
      return letterOf(given)
    },
    async pressEnter(message) {
      options.pause()
      await askLine(surroundings, visible(message), options.signal === undefined ? {} : {signal: options.signal})
    },
  }
}

/** What may be typed, and the flag that would answer. */
function answersOf(typed: string | undefined, answeredBy: string | undefined): string {
  const wanted = typed === undefined ? 'y/N' : `type ${visible(typed)}`
  return answeredBy === undefined ? `(${wanted})` : `(${wanted}, ${answeredBy})`
}

/** The refusal of a question where nobody can answer. `answeredBy` absent: no flag answers it. */
export function nobodyToAsk(message: string, answeredBy?: string): SecrotError {
  return new SecrotError({
    code: 'QUESTION_WITHOUT_TERMINAL',
    message: `Nobody can be asked here: ${message}`,
    hint:
      answeredBy === undefined
        ? 'No flag answers it: run the command in a terminal.'
        : `Answer it with ${answeredBy}, or run the command in a terminal.`,
    exit: EXIT.usage,
  })
}

export interface LineOptions {
  readonly signal?: AbortSignal
  readonly validate?: (given: string) => true | string
  readonly masked?: boolean
  /** What may be typed and the flag that says the same: stands behind the question, in one piece. */
  readonly answers?: string
}

/** One line of input on stderr. Throws INTERRUPTED (exit 130) on Ctrl-C. */
export async function askLine(
  surroundings: Surroundings,
  question: string,
  options: LineOptions = {},
): Promise<string> {
  const {input, password} = await import('@inquirer/prompts')
  const {stdin, stderr, onQuestion} = surroundings
  const message = questionText(question, options.answers, stderr.columns ?? 80)
  const streams = {input: stdin, output: stderr, ...(options.signal === undefined ? {} : {signal: options.signal})}
  const validate = options.validate ?? (() => true)
  const theme = {
    prefix: '?',
    style: {message: (text: string) => text, answer: (text: string) => text},
    // A letter that is no answer would stand before the next one.
    validationFailureMode: 'clear' as const,
  }
  const answer =
    options.masked === true
      ? password({message, theme, validate, mask: '*', toggleMask: false}, streams)
      : input({message, theme, validate}, streams)
  onQuestion?.()
  return answer.catch((error: unknown) => {
    throw left(error)
  })
}

/** inquirer's Ctrl-C, and its refusal to ask when its stream was closed, in our own terms. */
function left(error: unknown): unknown {
  if (!(error instanceof Error) || !/^(?:Exit|Abort)PromptError$/.test(error.name)) return error
  const message = 'Interrupted; nothing more was done.'
  return new SecrotError({code: 'INTERRUPTED', message, exit: EXIT.interrupted, cause: error})
}

/** Cells of `? `, below which the lines of a long question are aligned, and of the longest answer. */
const MARK = 2
const ANSWER = 4

/** A question in lines that fit, broken between words: inquirer would break in the middle of one. */
function questionText(question: string, answers: string | undefined, columns: number): string {
  const room = Math.max(20, columns - MARK - ANSWER)
  const lines = wrapWords(question, room)
  const last = `${lines.at(-1)} ${answers ?? ''}`.trimEnd()
  const end = cellWidth(last) <= room ? [last] : [lines.at(-1), ...wrapWords(answers ?? '', room)]
  return [...lines.slice(0, -1), ...end].join(`\n${' '.repeat(MARK)}`)
}

function letterOf(given: string): string {
  return given.trim().toLowerCase()
}

function isAnswer(given: string): boolean {
  return /^(y|yes|n|no|)$/i.test(given.trim())
}
