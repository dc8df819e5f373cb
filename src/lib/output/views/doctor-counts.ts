import type {DoctorResult, DoctorSummary} from '../../operations/doctor-result.ts'

const severities = ['critical', 'high', 'medium', 'low'] as const

type Counts = Readonly<Record<(typeof severities)[number], number>>

/** `2 critical, 1 high`; empty for nothing. */
function countsText(counts: Counts): string {
  return severities
    .filter(severity => counts[severity] > 0)
    .map(severity => `${counts[severity]} ${severity}`)
    .join(', ')
}

export function conditionsText(summary: DoctorSummary): string {
  const text = countsText(summary)
  if (summary.accepted === 0) return text === '' ? 'nothing found' : text
  return `${text === '' ? 'nothing else found' : text}; ${summary.accepted} accepted`
}

/** Of a listing: how many secrets it named, and where, since none is found in the wrong region. */
export function listedText({summary, caller}: DoctorResult, expectRotation: boolean): string {
  const {secrets} = summary
  const which = expectRotation ? '' : ' with rotation or AWSPENDING'
  return `${secrets} secret${secrets === 1 ? '' : 's'}${which} in ${caller.region}`
}

export function postureText({posture}: DoctorSummary): string {
  const text = countsText(posture)
  return text === '' ? '' : `posture: ${text} (--all)`
}

export function notLookedAtText(count: number): string {
  return `${count} secret${count === 1 ? '' : 's'} could not be looked at`
}

export function unreadText({unread}: DoctorSummary, notLookedAt: number): string {
  if (notLookedAt > 0) return notLookedAtText(notLookedAt)
  if (unread === 0) return 'everything asked for was read'
  return `${unread} fact${unread === 1 ? '' : 's'} could not be read`
}
