import {EXIT, SecrotError} from '../errors.ts'
import type {Context} from '../operations/context.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {visible} from '../output/foreign.ts'
import {ageOf, dueText} from '../output/time.ts'
import type {ViewOptions} from '../output/view.ts'
import type {Surroundings} from './surroundings.ts'

/** What offering a picker may call, beside the actions of the command itself. */
export const pickSecretActions = ['secretsmanager:ListSecrets'] as const

// Beyond this a list is no help; the name can be typed.
const mostChoices = 5_000

/** Lets a person choose a secret: type to filter, arrows, Enter; Esc leaves. Returns its ARN. */
export async function pickSecret(context: Context, surroundings: Surroundings, view: ViewOptions): Promise<string> {
  context.progress.activity('reading the list of secrets')
  const secrets = await firstSecrets(context)
  context.progress.activity('')
  if (secrets.length === 0) {
    throw new SecrotError({code: 'NO_SECRETS', message: `There are no secrets in ${context.scope.region}.`})
  }
  const {search} = await import('@inquirer/prompts')
  const abort = new AbortController()
  const leave = (_text: unknown, key: {name?: string} | undefined): void => {
    if (key?.name === 'escape') abort.abort(nothingChosen())
  }
  surroundings.stdin.on('keypress', leave)
  try {
    const chosen = search<string>(
      {
        message: 'Which secret? (type to filter, Esc leaves)',
        pageSize: 12,
        theme: {prefix: '?'},
        source: term => choices(secrets, term ?? '', view),
      },
      {input: surroundings.stdin, output: surroundings.stderr, signal: AbortSignal.any([abort.signal, context.signal])},
    )
    surroundings.onQuestion?.()
    return await chosen
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error
  } finally {
    surroundings.stdin.off('keypress', leave)
  }
}

/** The refusal when SECRET is missing and nobody can choose one. */
export function secretMissing(command: string): SecrotError {
  return new SecrotError({
    code: 'SECRET_MISSING',
    message: `${command} needs SECRET: the name, ARN or partial ARN of a secret.`,
    hint: `For example: ${command} prod/api`,
    exit: EXIT.usage,
  })
}

function nothingChosen(): SecrotError {
  return new SecrotError({code: 'DECLINED', message: 'No secret was chosen; nothing was done.', exit: EXIT.unsafe})
}

async function firstSecrets(context: Context): Promise<readonly SecretDescription[]> {
  const secrets: SecretDescription[] = []
  for await (const page of context.aws().secrets.list({signal: context.signal})) {
    secrets.push(...page)
    if (secrets.length >= mostChoices) break
  }
  return secrets.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function choices(
  secrets: readonly SecretDescription[],
  term: string,
  view: ViewOptions,
): {name: string; value: string; short: string}[] {
  const wanted = term.toLowerCase()
  const found = secrets.filter(secret => secret.name.toLowerCase().includes(wanted))
  const width = Math.max(...found.map(secret => secret.name.length), 0)
  return found.map(secret => ({
    value: secret.arn,
    short: visible(secret.name),
    name: `${visible(secret.name).padEnd(width)}  ${rotationText(secret, view)}`,
  }))
}

function rotationText(secret: SecretDescription, {now, theme}: ViewOptions): string {
  if (secret.rotationEnabled !== true) return theme.dim('off')
  const rotated =
    secret.lastRotatedAt === undefined ? 'never rotated' : `rotated ${ageOf(secret.lastRotatedAt, now)} ago`
  return theme.dim(
    secret.nextRotationAt === undefined ? rotated : `${rotated}, next ${dueText(secret.nextRotationAt, now)}`,
  )
}
