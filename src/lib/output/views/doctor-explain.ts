import type {RuleText} from '../../operations/doctor-explain.ts'
import type {View} from '../view.ts'
import {wrapWords} from '../width.ts'

/** One rule in full; several with a line each. */
export const explainView: View<readonly RuleText[]> = (rules, options) => {
  const [only] = rules
  if (only === undefined || rules.length > 1)
    return rules.map(rule => `${rule.id.padEnd(32)}  ${rule.severity.padEnd(8)}  ${rule.title}`).join('\n')
  const room = Number.isFinite(options.columns) ? options.columns - 10 : options.columns
  const part = (word: string, text: string) =>
    wrapWords(text, room).map((line, index) => `${(index === 0 ? word : '').padEnd(10)}${line}`)
  return [
    `${options.theme.bold(only.id)}  ${only.severity}, ${only.group}, ${only.topic}`,
    ...part('', only.title),
    ...part('detects', only.detects),
    ...part('repair', `${only.repair} (${only.fixClasses.join(', then ')})`),
    ...part('source', only.source),
  ].join('\n')
}
