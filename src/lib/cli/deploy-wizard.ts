import {EXIT, SecrotError} from '../errors.ts'
import {deployChoices, targetQuestions} from '../operations/deploy-choices.ts'
import {deployUsage} from '../operations/deploy-refusals.ts'
import {visible} from '../output/foreign.ts'
import {chooseByTyping} from './choose-by-typing.ts'
import {askLine} from './prompts.ts'
import type {Surroundings} from './surroundings.ts'

/** Who is asked, and how. */
export interface Wizard {
  readonly surroundings: Surroundings
  readonly signal: AbortSignal
  readonly ask: {readonly interactive: boolean}
}

/** What the command line says of a deployment, and what is asked where it does not. */
export interface DeployNames {
  readonly rotator?: string | undefined
  readonly secret?: string | undefined
  /** Absent: as it does, or every 30 days. */
  readonly every?: string | undefined
}

/** Asks for what is missing. Throws USAGE (exit 2) where nobody can be asked, DECLINED (exit 3) where nothing is chosen. */
export async function askForDeployment(
  wizard: Wizard,
  typed: DeployNames & {readonly scheduled: boolean},
): Promise<DeployNames & {readonly rotator: string; readonly secret: string}> {
  const {rotator, secret, every} = typed
  if (rotator !== undefined && secret !== undefined) return {rotator, secret, every}
  if (!wizard.ask.interactive) {
    const missing = [rotator === undefined ? 'ROTATOR' : '', secret === undefined ? '--secret SECRET' : '']
    const names = deployChoices().map(({name}) => name)
    throw deployUsage(
      `deploy needs ${missing.filter(Boolean).join(' and ')}.`,
      `For example: secrot deploy ${rotator ?? names.at(-1)} --secret ${secret ?? 'prod/session-key'}`,
    )
  }
  const chosen = rotator ?? (await chooseRotator(wizard))
  const named =
    secret ?? (await line(wizard, 'Which secret? One that exists, or the name of a new one:', {mayBeEmpty: false}))
  if (typed.scheduled) return {rotator: chosen, secret: named, every}
  const often = await line(
    wizard,
    'How often does it rotate, such as 30d or 12h? Enter: as it does, or every 30 days.',
    {
      mayBeEmpty: true,
    },
  )
  return {rotator: chosen, secret: named, ...(often === '' ? {} : {every: often})}
}

/** Asks whose credential it is. undefined: nobody can be asked. */
export function targetAsker(wizard: Wizard): ((target: string) => Promise<string>) | undefined {
  if (!wizard.ask.interactive) return undefined
  return target => line(wizard, targetQuestions[target] ?? `Which ${target}?`, {mayBeEmpty: false})
}

async function chooseRotator({surroundings, signal}: Wizard): Promise<string> {
  const choices = deployChoices().map(({name, summary}) => ({
    value: name,
    name: `${name}  ${visible(summary)}`.slice(0, (surroundings.stderr.columns ?? 80) - 4),
    short: name,
    plain: `${name} ${summary}`,
  }))
  const message = 'Which rotator? (type to filter, Esc leaves)'
  const chosen = await chooseByTyping({message, choices}, surroundings, signal)
  if (chosen !== undefined) return chosen
  throw new SecrotError({code: 'DECLINED', message: 'No rotator was chosen; nothing was done.', exit: EXIT.unsafe})
}

async function line(
  {surroundings, signal}: Wizard,
  question: string,
  {mayBeEmpty}: {readonly mayBeEmpty: boolean},
): Promise<string> {
  const validate = (given: string): true | string =>
    mayBeEmpty || given.trim() !== '' || 'Type it, or leave with Ctrl-C.'
  return (await askLine(surroundings, question, {signal, validate})).trim()
}
