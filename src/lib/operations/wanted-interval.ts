import type {WantedInterval} from '../config/config.ts'
import {matchesSecret} from '../config/pattern.ts'
import {periodMs} from '../config/period.ts'
import type {Period, WantedRotationFacts} from '../doctor/wanted-rotation.ts'

/** How often a secret is to rotate: the first entry of the configuration whose pattern fits; undefined without one. */
export function wantedOf(
  intervals: readonly WantedInterval[],
  secret: {readonly name: string; readonly arn: string},
): WantedRotationFacts | undefined {
  const found = intervals.find(({secrets}) => matchesSecret(secrets, secret))
  if (found === undefined) return undefined
  const {rotateEvery, valueAge} = found
  return {rotateEvery: period(rotateEvery), ...(valueAge === undefined ? {} : {valueAge: period(valueAge)})}
}

function period(text: string): Period {
  return {text, ms: periodMs(text)}
}
