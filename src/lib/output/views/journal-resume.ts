import type {Onward, ResumePlan, SettledChange} from '../../operations/journal-resume.ts'
import type {Mutation} from '../../operations/mutation.ts'
import type {ChangeStory} from '../../operations/journal-story.ts'
import {visible} from '../foreign.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {type ChangeJson, changesJson} from './changes-json.ts'
import {type RunJson, runJson} from './journal-json.ts'
import {commandLine, nameOf, requestText} from './journal-words.ts'

export interface ResumeShown {
  readonly plan: ResumePlan
  /** Labels that come off versions which keep AWSCURRENT. */
  readonly moves: readonly Mutation[]
  /** The command that is run again. Absent: none is. */
  readonly command?: string
}

/** `open`: what was run again failed, or somebody said no: the run stays interrupted. */
export type ResumeOutcome = 'planned' | 'declined' | 'resumed' | 'open' | 'already'

/** What was sent, what the state tells about the rest, and how it goes on. */
export const resumePlanView: View<ResumeShown> = ({plan, moves, command}, options) => {
  const {run, settled, onward} = plan
  const note = (label: string, text: string): string => hanging(`  ${label.padEnd(8)}  `, text, options.columns)
  const known = run.changes.filter(({end}) => end !== 'unknown')
  // Commands are for pasting, so they are not broken.
  const whole = (label: string, text: string): string => `  ${label.padEnd(8)}  ${text}`
  return [
    `Run ${run.runId} was interrupted: ${commandLine(run)}`,
    ...known.map(change => note(words[change.end] ?? change.end, changeText(change, options))),
    ...settled.map(one => note(one.settled, `${changeText(one.change, options)} (${basis(one)})`)),
    ...(run.changes.length === 0 ? [note('nothing', 'was sent')] : []),
    ...moves.flatMap(move => [note('then', `${move.summary}, which keeps AWSCURRENT`), whole('aws', move.aws)]),
    ...(command === undefined ? [] : [whole('then', visible(command))]),
    ...(onward.kind === 'started' ? [note('then', 'nothing: the rotation that was asked for has started')] : []),
    ...(onward.kind === 'by hand' ? [note('then', `nothing by itself: ${onward.because}`)] : []),
  ].join('\n')
}

const words: Readonly<Record<string, string>> = {done: 'made', failed: 'refused', stale: 'not sent'}

function changeText({intent, error}: ChangeStory, options: ViewOptions): string {
  const request = requestText(intent, options)
  const what = `${intent.action.replace(/^.*:/, '')}${request === '' ? '' : ` ${request}`} of ${visible(nameOf(intent.resource))}`
  return error === undefined ? what : `${what}: ${visible(error)}`
}

function basis({settled}: SettledChange): string {
  return settled === 'unknown' ? 'the state does not tell' : 'no answer was written down; the state tells'
}

export const resumeView: View<{outcome: ResumeOutcome; runId: string}> = ({outcome, runId}, {theme}) => {
  const id = visible(runId)
  if (outcome === 'planned') return `${theme.mark('off')} planned, nothing was changed (--dry-run)`
  if (outcome === 'declined') return `${theme.mark('off')} declined, nothing was changed (exit 3)`
  if (outcome === 'already') return `${theme.mark('off')} run ${id} has ended already, nothing was changed`
  if (outcome === 'resumed') return `${theme.mark('good')} resumed run ${id}`
  return `${theme.mark('warning')} run ${id} stays open: it was not gone on with to its end`
}

/** The answer of `journal resume --json`; members that do not apply are null. */
export interface ResumeJson {
  readonly outcome: ResumeOutcome
  readonly run: RunJson
  readonly settled: readonly {
    readonly id: number
    readonly action: string
    readonly resource: string
    readonly settled: SettledChange['settled']
  }[]
  readonly onward: {
    readonly kind: Onward['kind']
    readonly because: string | null
    readonly versionId: string | null
  } | null
  readonly changes: readonly ChangeJson[]
  readonly again: {readonly command: string; readonly exitCode: number | null; readonly answer: unknown} | null
}

export interface ResumeEnd extends Partial<ResumeShown> {
  readonly outcome: ResumeOutcome
  readonly run: ResumePlan['run']
  /** What was run again. Absent: nothing. */
  readonly again?: {readonly exitCode: number; readonly answer: unknown; readonly next?: string}
}

export function resumeJson({outcome, run, plan, moves = [], command, again}: ResumeEnd): ResumeJson {
  const onward = plan?.onward
  return {
    outcome,
    run: runJson(run),
    settled: (plan?.settled ?? []).map(({change: {intent}, settled}) => {
      return {id: intent.id, action: intent.action, resource: intent.resource, settled}
    }),
    onward:
      onward === undefined
        ? null
        : {
            kind: onward.kind,
            because: onward.kind === 'by hand' ? onward.because : null,
            versionId: onward.kind === 'started' ? onward.versionId : null,
          },
    changes: changesJson(moves),
    again: command === undefined ? null : {command, exitCode: again?.exitCode ?? null, answer: again?.answer ?? null},
  }
}
