import type {Judgement} from './judgement.ts'
import type {Reached} from './machine.ts'

/** Whether readers of the secret work, and how that is known. Without a probe nobody asked the target. */
export interface Consumers {
  readonly state: 'not-asked'
  /** What may be wrong for them, or that nothing points to it. One or two sentences. */
  readonly text: string
  /** The target may refuse what consumers read now. */
  readonly atRisk: boolean
}

/** What the rotation may have done to those who read AWSCURRENT, judged without asking the target. */
export function consumersOf(judgement: Judgement): Consumers {
  const {pending, verdict} = judgement
  if (pending !== undefined) return ofPending(pending.reached)
  if (verdict === 'failing' || verdict === 'unknown')
    return risk('a rotation did not end as it should, so the target may refuse the value that consumers read now.')
  return calm('Labels and schedule do not prove that a value works.')
}

function ofPending(reached: Reached | undefined): Consumers {
  if (reached === 'set' || reached === 'tested')
    return risk(
      'setSecret ended without error, so the target may refuse the value that consumers read now. ' +
        'Dropping AWSPENDING would hide the other one.',
    )
  if (reached === 'maybe-set')
    return risk(
      'setSecret failed and may have changed the target before that. ' +
        'Dropping AWSPENDING could hide the value that the target wants.',
    )
  if (reached !== undefined)
    return calm('No sign that setSecret ran, so this rotation gives no reason to refuse what consumers read now.')
  return risk(
    'how far the rotation came is not known, so the target may refuse the value that consumers read now. ' +
      'Dropping AWSPENDING could hide the other one.',
  )
}

function risk(text: string): Consumers {
  return {state: 'not-asked', text: `Risk: ${text}`, atRisk: true}
}

function calm(text: string): Consumers {
  return {state: 'not-asked', text, atRisk: false}
}
