import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {samples, type SamplesFacts} from '../scenarios/strength.ts'
import {tooFewValues} from '../skips.ts'
import {classesAsked, excludedBy, type MadeValue} from '../strength.ts'
import type {ValueLimits} from '../target.ts'

export const valueMeetsPolicy: Item = {
  id: 'value-meets-policy',
  class: 'value strength',
  severity: 'high',
  rule: 'Required classes, excluded characters and length limits hold in every sample',
  hint: 'State classes in GetRandomPassword',
  kinds: ['rand', 'rep', 'alt'],
  cases: () => [judged(samples, ({facts}) => judge(facts))],
}

/** Limits of the target, and those that the function itself asked GetRandomPassword for. */
function judge({values, limits}: SamplesFacts): CaseVerdict {
  if (values.length === 0) return tooFewValues
  const known = values.map(value => ({
    text: value.text,
    limits: [limits, limitsAsked(value)].filter(one => one !== undefined),
  }))
  if (known.every(value => value.limits.length === 0)) {
    return {verdict: 'skipped', reason: 'neither the target nor a request to GetRandomPassword sets limits'}
  }
  for (const value of known) {
    const broken = value.limits.map(one => breachOf(value.text, one)).find(breach => breach !== undefined)
    if (broken !== undefined) return fail('every new value keeps the limits of a password', broken)
  }
  return pass
}

function limitsAsked({madeOf}: MadeValue): ValueLimits | undefined {
  if (madeOf === undefined) return undefined
  const classes = madeOf['RequireEachIncludedType'] === false ? {} : {classes: classesAsked(madeOf)}
  return {excluded: excludedBy(madeOf), ...classes}
}

/** What a value breaks, without a character of it. */
function breachOf(text: string, {minLength = 0, maxLength = Infinity, excluded = '', classes = []}: ValueLimits) {
  const {length} = Array.from(text)
  if (length < minLength) return `one has ${length} characters, ${minLength} are the least`
  if (length > maxLength) return `one has ${length} characters, ${maxLength} are the most`
  if (Array.from(excluded).some(character => text.includes(character))) return 'one has a character that is excluded'
  const lacks = classes.some(characters => !Array.from(characters).some(character => text.includes(character)))
  return lacks ? 'one lacks a class of characters that is required' : undefined
}
