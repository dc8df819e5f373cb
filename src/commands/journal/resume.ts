import {Flags} from '@oclif/core'
import {BaseCommand} from '../../lib/cli/base-command.ts'
import {awsFlags, changeFlags, repeatableFlag, runArg} from '../../lib/cli/flags.ts'
import {type Continued, continuedOf, continuedActions} from '../../lib/cli/continued.ts'
import {type RanAgain, runAgain} from '../../lib/cli/run-again.ts'
import {stateFolder} from '../../lib/cli/state-folder.ts'
import {EXIT} from '../../lib/errors.ts'
import type {Context} from '../../lib/operations/context.ts'
import {openRun} from '../../lib/operations/journal-close.ts'
import {endResumed, planResume, recordSettled, refuseByHand} from '../../lib/operations/journal-resume.ts'
import {makeMoves, tidyMoves} from '../../lib/operations/resume-moves.ts'
import {
  resumeJson,
  type ResumeEnd,
  type ResumeJson,
  resumePlanView,
  type ResumeShown,
  resumeView,
} from '../../lib/output/views/journal-resume.ts'
import {shellCommand} from '../../lib/shell-words.ts'

export default class JournalResume extends BaseCommand {
  static override summary = 'Go on with a run that was interrupted.'
  static override description =
    'Reads the state again, says what was sent and what became of it, and then runs the command once more: it plans afresh ' +
    'from the state as it is, with the flags it had, and asks its own questions. A rotation that has started is not started again.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> 20261122-031531-4k7q', description: 'Show what is known, and ask.'},
    {
      command: '<%= config.bin %> <%= command.id %> 20261122-031531-4k7q --dry-run',
      description: 'Only show what became of it.',
    },
  ]
  static override actions = continuedActions
  static override afterCrash = 'again' as const
  static override args = {run: runArg}
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    allow: Flags.string({
      ...repeatableFlag,
      description: 'Answers a question of the command that is run again, by its id.',
      helpValue: 'ID',
    }),
  }

  async run(): Promise<ResumeJson> {
    const {args, flags} = await this.parse(JournalResume)
    const folder = stateFolder(this.tools.env)
    const run = await openRun(folder, args.run)
    if (run.state === 'ended') return this.#end({outcome: 'already', run})
    const continued = await continuedOf(this.config, run, flags)
    const context = await this.context({...flags, ...continued.scope}, {changes: flags, resumes: run.runId})
    const plan = await planResume(context, run, continued)
    const command = plan.onward.kind === 'again' ? shellCommand(this.#words(context, continued)) : undefined
    const shown = {plan, moves: await tidyMoves(context, run), ...(command === undefined ? {} : {command})}
    this.note(resumePlanView(shown, this.stderrView))
    if (flags['dry-run']) return this.#end({outcome: 'planned', run, ...shown})
    refuseByHand(plan)
    const message = `Go on with run ${run.runId}?`
    if (!(await context.ask.confirm({message, answeredBy: '--yes', answer: flags.yes ? true : undefined})))
      return this.#end({outcome: 'declined', run, ...shown})
    await recordSettled(context, folder, plan, continued)
    await makeMoves(context, shown.moves)
    const again = command === undefined ? undefined : await this.#again(context, continued, run.runId)
    if (again?.finished !== false) await endResumed(context, folder, run.runId, again?.exitCode ?? EXIT.done)
    const outcome = again?.finished === false ? 'open' : 'resumed'
    return this.#end({outcome, run: await openRun(folder, args.run), ...shown, ...(again === undefined ? {} : {again})})
  }

  #words(context: Context, {id, argv}: Continued): readonly string[] {
    return ['secrot', ...id.split(':'), ...context.scopeFlags().secrot, ...argv]
  }

  #again(context: Context, {Command, argv}: Continued, resumes: string): Promise<RanAgain> | undefined {
    if (Command === undefined) return undefined
    return runAgain(this.config, Command, [...context.scopeFlags().secrot, ...argv], {
      resumes,
      json: this.jsonEnabled(),
    })
  }

  #end(end: ResumeEnd & Partial<ResumeShown>): ResumeJson {
    const {outcome, plan, run} = end
    this.show(resumeView, {outcome, runId: run.runId})
    if (outcome === 'declined') this.exitWith(EXIT.unsafe)
    const onward = plan?.onward
    if (outcome === 'resumed' && onward?.kind === 'started')
      this.next(shellCommand(['secrot', 'watch', onward.secretArn, '--version-id', onward.versionId]))
    if (outcome === 'resumed' && end.again?.next !== undefined) this.next(end.again.next)
    if (outcome === 'open') this.next(shellCommand(['secrot', 'journal', 'resume', run.runId]))
    return resumeJson(end)
  }
}
