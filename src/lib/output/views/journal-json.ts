import type {JournalResult} from '../../operations/journal-runs.ts'
import type {ChangeEnd, RunStory} from '../../operations/journal-story.ts'

/** The answer of `journal --json`; members that are not known are null. */
export interface JournalJson {
  readonly folder: string
  readonly run: string | null
  readonly runs: readonly RunJson[]
}

export interface RunJson {
  readonly runId: string
  readonly state: RunStory['state']
  readonly command: string | null
  readonly argv: readonly string[]
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly exitCode: number | null
  readonly endedBy: 'close' | 'resume' | null
  readonly resumes: string | null
  readonly undoes: string | null
  readonly pid: number | null
  readonly caller: {readonly account: string | null; readonly region: string | null; readonly arn: string | null}
  readonly changes: readonly ChangeJson[]
  readonly reveals: readonly {
    readonly at: string
    readonly resource: string
    readonly versionId: string
    readonly field: string | null
  }[]
  readonly damagedLines: readonly number[]
  readonly lastLineCutOff: boolean
}

interface ChangeJson {
  readonly id: number
  readonly at: string
  readonly action: string
  readonly resource: string
  readonly request: Readonly<Record<string, unknown>>
  readonly end: ChangeEnd
  readonly endedAt: string | null
  readonly error: string | null
  readonly undo: readonly string[]
}

export function journalJson({folder, run, runs}: JournalResult): JournalJson {
  return {folder, run, runs: runs.map(story => runJson(story))}
}

export function runJson(story: RunStory): RunJson {
  const {runId, state, command, argv, startedAt, endedAt, exitCode, pid, account, region, caller} = story
  return {
    runId,
    state,
    command: command?.replaceAll(':', ' ') ?? null,
    argv,
    startedAt: startedAt ?? null,
    endedAt: endedAt ?? null,
    exitCode: exitCode ?? null,
    endedBy: story.endedBy ?? null,
    resumes: story.resumes ?? null,
    undoes: story.undoes ?? null,
    pid: pid ?? null,
    caller: {account: account ?? null, region: region ?? null, arn: caller ?? null},
    changes: story.changes.map(({intent, end, endedAt: at, error}) => {
      const {id, action, resource, request, undo} = intent
      return {id, at: intent.at, action, resource, request, end, endedAt: at ?? null, error: error ?? null, undo}
    }),
    reveals: story.reveals.map(({at, resource, versionId, field}) => ({at, resource, versionId, field: field ?? null})),
    damagedLines: story.damaged,
    lastLineCutOff: story.torn,
  }
}
