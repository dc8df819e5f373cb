import type {Verdict} from '../../rotation/judgement.ts'
import type {Mark, Theme} from '../theme.ts'

const marks: Readonly<Record<Verdict, Mark>> = {
  stuck: 'bad',
  failing: 'bad',
  unknown: 'unknown',
  late: 'warning',
  rotating: 'running',
  off: 'off',
  healthy: 'good',
}

/** `✖ stuck`: the mark and the word, never one without the other. */
export function verdictText(verdict: Verdict, theme: Theme): string {
  return `${theme.mark(marks[verdict])} ${theme.paint(marks[verdict], verdict)}`
}
