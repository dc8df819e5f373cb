import {besidePgLogin} from '../../test/transcripts/pg-login.ts'
import {startStage} from './stage.ts'
import type {Transcripts} from './transcripts.ts'

const PROBE = ['--probe', './pg-login orders']

/** The secret whose consumers are refused: diagnosed, planned, and repaired by the plan. */
export async function tellDoctor(): Promise<Transcripts> {
  await using stage = await startStage()
  const {oncall, take} = stage
  await oncall.until(Date.parse('2026-11-22T03:14:48Z'))
  return await besidePgLogin(oncall.sandbox.logins.urlOf('orders'), async () => {
    const diagnosed = await take(['doctor', 'prod/orders/db', ...PROBE], {exitCode: 3})
    const planned = await take(['doctor', 'prod/orders/db', ...PROBE, '--plan', 'plan.json'], {exitCode: 3})
    const applied = await take(['apply', 'plan.json', ...PROBE], {exitCode: 3, answers: ['y']})
    return {
      doctor: [withoutMeasured(diagnosed)],
      apply: [withoutMeasured(lastLines(planned)), withoutMeasured(applied)],
    }
  })
}

/** Seconds that the probe's process and the waits between two answers take. */
function withoutMeasured(text: string): string {
  return text
    .replaceAll(/probe \S+Z(?: and \S+Z)?/g, asked => (asked.includes(' and ') ? 'probe … twice' : 'probe …'))
    .replaceAll(/^\d\d:\d\d:\d\d(?= )/gm, '…       ')
    .replaceAll(/(assumed-role\/oncall +)\S{10} \d\d:\d\d:\d\dZ$/gm, '$1…')
    .replaceAll(/(secrot journal \d{8})-\S+/g, '$1-…')
    .replaceAll(/seen in DescribeSecret \d\d:\d\d:\d\d/g, 'seen in DescribeSecret …')
}

/** The command and how it ends; the report is on the page of doctor. */
function lastLines(text: string): string {
  const lines = text.split('\n')
  return [lines[0], '…', ...lines.slice(-4)].join('\n')
}
