import {Flags} from '@oclif/core'
import {EXIT, SecrotError} from '../errors.ts'
import type {Ask} from '../operations/context.ts'
import {nobodyToAsk} from './prompts.ts'

/** Flags of `versions` that read values. */
export const versionValueFlags = {
  diff: Flags.string({
    multiple: true,
    exclusive: ['deprecated', 'reveal'],
    description:
      'Compare the shape of two values, A and B: fields added, removed, changed, equal; lengths. Values are read and not shown.',
    helpValue: 'VERSION',
  }),
  reveal: Flags.string({
    exclusive: ['deprecated'],
    description:
      'Show the value of one version, after a question that no flag answers: a label, an id or how it begins.',
    helpValue: 'VERSION|LABEL',
  }),
  field: Flags.string({
    dependsOn: ['reveal'],
    description: 'Only this member of a value that is a JSON object.',
    helpValue: 'NAME',
  }),
}

/** The two versions that `--diff A B` names, and SECRET, which may stand behind them. Throws USAGE (exit 2). */
export function comparedVersions(
  words: readonly string[],
  secret: string | undefined,
): {readonly from: string; readonly to: string; readonly secret: string | undefined} {
  const [from, to, behind, ...more] = words
  const tooMany = more.length > 0 || (behind !== undefined && secret !== undefined)
  if (from !== undefined && to !== undefined && !tooMany) return {from, to, secret: secret ?? behind}
  throw new SecrotError({
    code: 'USAGE',
    message: '--diff takes two versions, each by a label, an id or how its id begins.',
    hint: 'For example: secrot versions prod/orders/db --diff AWSCURRENT AWSPENDING',
    exit: EXIT.usage,
  })
}

/** Refuses --reveal where its question could not be asked: with JSON, and without a terminal (exit 2). */
export function checkReveal(json: boolean, ask: Ask): void {
  if (json) {
    throw new SecrotError({
      code: 'USAGE',
      message: '--reveal prints the bare value alone, so it does not go with --json.',
      hint: 'Leave --json away, and run the command in a terminal.',
      exit: EXIT.usage,
    })
  }
  if (!ask.interactive) throw nobodyToAsk('May the value be shown?')
}
