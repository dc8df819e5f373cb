import type {Config} from '@oclif/core/config'
import {disableActions} from '../operations/disable.ts'
import {doctorActions} from '../operations/doctor.ts'
import {enableActions} from '../operations/enable.ts'
import {grantActions} from '../operations/grant.ts'
import {resumeActions} from '../operations/journal-resume.ts'
import type {RunStory} from '../operations/journal-story.ts'
import {resumeMovesActions} from '../operations/resume-moves.ts'
import {retireActions} from '../operations/retire.ts'
import {rotateManyActions} from '../operations/rotate-many.ts'
import {undoActions} from '../operations/undo.ts'
import type {AfterCrash} from './command-options.ts'
import {recordedFlags, recordedScope} from './recorded-flags.ts'
import {commandClass} from './run-again.ts'
import type {AwsFlagValues} from './scope.ts'

/** What resuming may call: its own reads, and whatever the command calls that is run again. */
export const continuedActions: readonly string[] = [
  ...new Set([
    ...resumeActions,
    ...resumeMovesActions,
    ...disableActions,
    ...enableActions,
    ...grantActions,
    ...doctorActions,
    ...rotateManyActions,
    ...retireActions,
    ...undoActions,
  ]),
]

/** The command of a run, as it is run again. */
export interface Continued {
  readonly id: string
  /** Absent: there is no such command any more. */
  readonly Command?: NonNullable<Awaited<ReturnType<typeof commandClass>>>
  readonly afterCrash?: AfterCrash | undefined
  /** Where the run went, unless the command line names another way there. */
  readonly scope: AwsFlagValues
  readonly functionProfile?: string | undefined
  /** Its arguments, without the flags of `scope` and with the answers that the command line adds. */
  readonly argv: readonly string[]
}

export interface ContinuedFlags extends AwsFlagValues {
  readonly yes?: boolean
  readonly 'no-journal'?: boolean
  readonly allow?: readonly string[] | undefined
}

export async function continuedOf(config: Config, run: RunStory, flags: ContinuedFlags): Promise<Continued> {
  const recorded = recordedFlags(run.argv)
  const id = run.command ?? ''
  const Command = id === '' ? undefined : await commandClass(config, id)
  const answers = [
    ...(flags.yes === true && !recorded.rest.includes('--yes') ? ['--yes'] : []),
    ...(flags['no-journal'] === true ? ['--no-journal'] : []),
    ...(flags.allow ?? []).flatMap(each => ['--allow', each]),
  ]
  return {
    id,
    afterCrash: Command?.afterCrash,
    ...recordedScope(run, flags),
    argv: [...answers, ...recorded.rest],
    ...(Command === undefined ? {} : {Command}),
  }
}
