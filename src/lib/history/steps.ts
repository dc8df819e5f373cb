import {rotationSteps, type RotationStep} from '../rotation/secret.ts'

const names = rotationSteps.join('|')
const forms = [
  new RegExp(`\\b[Ss]tep["']?\\s*[:=]?\\s*["']?(${names})\\b`, 'g'),
  new RegExp(`^\\s*\\[?(${names})\\b(?=\\]|:| |$)`, 'gm'),
  new RegExp(`\\b(${names}) step\\b`, 'g'),
]

/**
 * The step that a function says it is in: a line that starts with the name, or the word "step" beside it. A name in a
 * sentence or a stack frame says nothing, and a function that says two different steps says none.
 */
export function stepSaid(texts: readonly string[]): RotationStep | undefined {
  for (const form of forms) {
    const said = new Set(texts.flatMap(text => Array.from(text.matchAll(form), found => found[1])))
    if (said.size === 1) return [...said][0] as RotationStep
    if (said.size > 1) return undefined
  }
  return undefined
}
