import type {ListedRotator} from '../../operations/rotators.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'

/** A block for each rotator: what it rotates, what it needs, how it is set. */
export const rotatorsView: View<readonly ListedRotator[]> = (rotators, options) =>
  rotators.map(one => block(one, options)).join('\n\n')

function block(listed: ListedRotator, {columns, theme, tty}: ViewOptions): string {
  const {about} = listed
  const {runtime, timeoutSeconds, memoryMb} = about.function
  const line = (title: string, text: string): string => hanging(`  ${title.padEnd(12)}`, text, columns)
  const lines = (title: string, texts: readonly string[]): string[] =>
    texts.map((text, index) => line(index === 0 ? title : '', text))
  return [
    hanging(`${theme.bold(about.name)}  `, about.summary, columns),
    line('Target', about.target),
    line('Function', `${runtime}, ${timeoutSeconds} s, ${memoryMb} MB, kind ${about.kind}`),
    ...lines('Fields', about.fields.map(fieldText)),
    ...lines('Permissions', about.permissions.map(permissionText)),
    ...lines(
      'Settings',
      about.settings.map(({name, meaning, standard}) => `${name}: ${meaning} Default: ${standard}`),
    ),
    ...(tty && listed.package !== undefined ? [] : [line('Package', packageText(listed))]),
    line('Rehearsal', rehearsalText(listed)),
  ].join('\n')
}

function fieldText({name, also, setting, meaning}: ListedRotator['about']['fields'][number]): string {
  const others = also.length === 0 ? '' : `, also ${also.join(', ')}`
  return `${name}${others}; ${setting} names another: ${meaning}`
}

function permissionText({actions, on, when}: ListedRotator['about']['permissions'][number]): string {
  return `${actions.join(', ')} on ${on}${when === undefined ? '' : `, when ${when}`}`
}

/** On a terminal it is told only where it is missing. */
function packageText({package: built}: ListedRotator): string {
  if (built === undefined) return 'not here; in a clone: npm run build'
  return `${Math.ceil(built.bytes / 1000)} kB, ${built.codeSha256}`
}

function rehearsalText({rehearsal}: ListedRotator): string {
  if (rehearsal === undefined) return 'no record of this package came with secrot'
  const verdicts = Object.values(rehearsal.items)
  const count = (wanted: string): number => verdicts.filter(verdict => verdict === wanted).length
  return `${rehearsal.verdict}: ${count('pass')} items hold, ${count('fail')} fail, ${count('skipped')} do not apply; seed ${rehearsal.seed}`
}

/** The answer of `rotators --json`. */
export function rotatorsJson(rotators: readonly ListedRotator[]): object {
  return {
    rotators: rotators.map(({about, package: built, rehearsal}) => {
      const {function: fn, permissions, rehearsedWith: _, ...rest} = about
      return {
        ...rest,
        permissions: permissions.map(({actions, on, when}) => ({actions, on, when: when ?? null})),
        function: fn,
        package: built ?? null,
        rehearsal:
          rehearsal === undefined
            ? null
            : {verdict: rehearsal.verdict, rehearsedAt: rehearsal.rehearsedAt, seed: rehearsal.seed},
      }
    }),
  }
}
