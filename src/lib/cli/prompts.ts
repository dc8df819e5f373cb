import {EXIT, SecrotError} from '../errors.ts'
import type {Ask} from '../operations/context.ts'
import {ciIsSet, visible} from '../output/foreign.ts'
import type {Surroundings} from './surroundings.ts'

/** Whether somebody can answer: stdin and stderr are terminals, and neither --json nor CI is set. */
export function canAsk(surroundings: Surroundings, json: boolean): boolean {
  const {stdin, stderr, env} = surroundings
  return stdin.isTTY === true && stderr.isTTY === true && !json && !ciIsSet(env)
}

/**
 * Questions on stderr, by inquirer, which is loaded with the first one. Enter never changes anything: only `y` or `yes`
 * is a yes. Where nobody can answer: QUESTION_WITHOUT_TERMINAL (exit 2), naming the flag.
 */
export function asker(
  surroundings: Surroundings,
  options: {json: boolean; signal?: AbortSignal; pause: () => void},
): Ask {
  const interactive = canAsk(surroundings, options.json)
  return {
    interactive,
    async confirm({message, answeredBy, answer}) {
      if (answer !== undefined) return answer
      if (!interactive) throw nobodyToAsk(message, answeredBy)
      options.pause()
      const text = await askLine(surroundings, `${visible(message)} (y/N, ${answeredBy})`, {
        ...(options.signal === undefined ? {} : {signal: options.signal}),
        validate: given => isAnswer(given) || 'Type y or n; Enter means no.',
      })
      return /^y(es)?$/i.test(text.trim())
    },
    async pressEnter(message) {
      options.pause()
      await askLine(surroundings, visible(message), options.signal === undefined ? {} : {signal: options.signal})
    },
  }
}

/** The refusal of a question where nobody can answer. */
export function nobodyToAsk(message: string, answeredBy: string): SecrotError {
  return new SecrotError({
    code: 'QUESTION_WITHOUT_TERMINAL',
    message: `Nobody can be asked here: ${message}`,
    hint: `Answer it with ${answeredBy}, or run the command in a terminal.`,
    exit: EXIT.usage,
  })
}

/** One line of input on stderr. Rejects with inquirer's ExitPromptError on Ctrl-C. */
export async function askLine(
  surroundings: Surroundings,
  message: string,
  options: {signal?: AbortSignal; validate?: (given: string) => true | string; masked?: boolean} = {},
): Promise<string> {
  const {input, password} = await import('@inquirer/prompts')
  const {stdin, stderr, onQuestion} = surroundings
  const streams = {input: stdin, output: stderr, ...(options.signal === undefined ? {} : {signal: options.signal})}
  const validate = options.validate ?? (() => true)
  const theme = {prefix: '?', style: {message: (text: string) => text, answer: (text: string) => text}}
  const answer =
    options.masked === true
      ? password({message, theme, validate, mask: '*'}, streams)
      : input({message, theme, validate}, streams)
  onQuestion?.()
  return answer
}

function isAnswer(given: string): boolean {
  return /^(y|yes|n|no|)$/i.test(given.trim())
}
