/** The template of a stack, read once however often it is needed. */
import {insufficientCapabilities} from '../errors.ts'
import {checkTypes, neededCapabilities} from '../resources/registry.ts'
import {checkReferences, creationOrder} from '../template/references.ts'
import {SAM, transformed} from '../template/sam.ts'
import {readTemplate, type Template} from '../template/template.ts'

/** Transformed, checked, and its resources in the order of their creation. */
export interface Reading {
  readonly template: Template
  readonly order: readonly string[]
}

const MOST_KEPT = 50
const kept = new Map<string, Reading>()

/** Throws ValidationError. */
export function readingOf(text: string): Reading {
  const known = kept.get(text)
  if (known !== undefined) return known
  const template = transformed(readTemplate(text))
  checkTypes(template)
  checkReferences(template)
  const reading = {template, order: creationOrder(template)}
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(text, reading)
  return reading
}

/** Throws InsufficientCapabilitiesException. */
export function checkCapabilities({template}: Reading, given: readonly string[]): void {
  const covers = (needed: string) =>
    given.includes(needed) || (needed === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM'))
  const needed = [
    ...neededCapabilities(template),
    ...(template.transforms.includes(SAM) ? ['CAPABILITY_AUTO_EXPAND'] : []),
  ].filter(one => !covers(one))
  if (needed.length > 0) throw insufficientCapabilities(needed)
}
