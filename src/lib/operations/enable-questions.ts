import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import type {Preflight} from './enable-preflight.ts'

interface Answers {
  readonly now?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly allow: readonly string[]
  readonly dryRun: boolean
}

/**
 * What somebody else switched off goes on again only by an answer to a question of its own (product.md, `disable`); what
 * nobody can tell counts as somebody else's.
 */
export async function mayUndoCancel(
  context: Context,
  {cancelled, secret}: Preflight,
  {allow, dryRun}: Answers,
): Promise<boolean> {
  if (cancelled === undefined || dryRun || (cancelled.kind === 'known' && cancelled.ours)) return true
  return context.ask.confirm({
    message: `Somebody switched the rotation of ${secret.description.name} off. Switch it on again all the same?`,
    answeredBy: '--allow rotation-off',
    answer: allow.includes('rotation-off') ? true : undefined,
  })
}

/** Whether the first rotation starts with the call. Asked only where it would, and where no flag says it. */
export async function startsNow(context: Context, planned: boolean, {now, yes, dryRun}: Answers): Promise<boolean> {
  if (!planned || now !== undefined || yes === true || dryRun || !context.ask.interactive) return planned
  return context.ask.confirm({
    message: 'Rotate at once, too? No leaves it to the next window.',
    answeredBy: '--now or --later',
  })
}

export async function maySwitchOn(
  context: Context,
  {name, rotationEnabled}: SecretDescription,
  {yes, dryRun}: Answers,
): Promise<boolean> {
  if (dryRun) return true
  return context.ask.confirm({
    message: rotationEnabled === true ? `Change how ${name} rotates?` : `Switch the rotation of ${name} on?`,
    answeredBy: '--yes',
    answer: yes === true ? true : undefined,
  })
}
