import {EXIT, SecrotError} from '../errors.ts'
import type {Context} from '../operations/context.ts'
import {lineOf} from '../operations/status-line.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {verdictOf} from '../rotation/verdict.ts'
import {columnLines, fewRows, type PlainColumn} from '../output/columns.ts'
import {visible} from '../output/foreign.ts'
import {shortId} from '../output/ids.ts'
import type {ViewOptions} from '../output/view.ts'
import {momentsOf} from '../output/views/moments.ts'
import {inUse, nextBy, rotated} from '../output/views/status-fleet.ts'
import type {Surroundings} from './surroundings.ts'
import {chooseByTyping, pointerWidth, type TypedChoice} from './choose-by-typing.ts'

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
  // The listing may have corrected the clock.
  const {titles, rows} = rowsOf(secrets, context, {...view, now: context.clock.now()})
  const question = {message: 'Which secret? (type to filter, Esc leaves)', titles, choices: rows}
  const chosen = await chooseByTyping(question, surroundings, context.signal)
  if (chosen === undefined) throw nothingChosen()
  return chosen
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

/** The columns of `status` that the listing alone can fill: whose verdict needs more, AWSPENDING is said of. */
function rowsOf(
  secrets: readonly SecretDescription[],
  {scope}: Context,
  view: ViewOptions,
): {titles: string; rows: readonly TypedChoice[]} {
  const times = momentsOf(view)
  const known = {now: view.now, events: {kind: 'not-asked'}, log: {kind: 'not-asked'}} as const
  const cells = secrets.map(description => {
    const line = lineOf({description, scope, judgement: verdictOf({...known, description})})
    const pending = line.pending === undefined ? '' : `AWSPENDING on ${shortId(visible(line.pending), view)}`
    return [visible(line.name), inUse(line, times), rotated(line, times), nextBy(line, times, view), pending]
  })
  const {theme} = view
  const layout = {
    columns: view.columns - pointerWidth,
    ellipsis: theme.signs.ellipsis,
    title: (text: string) => theme.dim(text),
  }
  const [titles = '', ...names] = columnLines(columns, fewRows(cells), layout)
  const rows = secrets.map(({arn, name}, index) => ({
    value: arn,
    short: visible(name),
    name: names[index] ?? '',
    plain: name,
  }))
  return {titles, rows}
}

const columns: readonly PlainColumn[] = [
  {title: 'SECRET', cut: true},
  {title: 'IN USE', align: 'right'},
  {title: 'ROTATED', align: 'right'},
  {title: 'NEXT BY'},
  {title: ''},
]
