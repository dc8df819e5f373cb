import {Flags} from '@oclif/core'
import {EXIT, SecrotError} from '../errors.ts'

/** Flags of `versions` that read values. */
export const versionValueFlags = {
  diff: Flags.string({
    multiple: true,
    exclusive: ['deprecated'],
    description:
      'Compare the shape of two values, A and B: fields added, removed, changed, equal; lengths. Values are read and not shown.',
    helpValue: 'VERSION',
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
