import {fail, pass, type CaseVerdict} from './item.ts'
import type {Leak, Observation} from './observation.ts'

/** Whether what an item looks for turned up in any of these places. */
export function leakVerdict(
  {leaks}: Observation,
  what: Leak['what'],
  expected: string,
  places?: readonly Leak['place'][],
): CaseVerdict {
  const leak = leaks.find(one => one.what === what && (places === undefined || places.includes(one.place)))
  if (leak === undefined) return pass
  const piece = what === 'value' ? 'a piece of a secret' : 'a piece of the RotationToken'
  return fail(expected, `${piece} is in the ${leak.where}`)
}
