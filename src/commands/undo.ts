import {Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {configFlags} from '../lib/cli/config-file.ts'
import {awsFlags, changeFlags, repeatableFlag, runArg} from '../lib/cli/flags.ts'
import {recordedScope} from '../lib/cli/recorded-flags.ts'
import {stateFolder} from '../lib/cli/state-folder.ts'
import {EXIT} from '../lib/errors.ts'
import {undoSubject} from '../lib/operations/undo-subject.ts'
import {undo, undoActions, type UndoResult} from '../lib/operations/undo.ts'
import {undoJson, type UndoJson, undoView} from '../lib/output/views/undo.ts'
import {shellCommand} from '../lib/shell-words.ts'

export default class Undo extends BaseCommand {
  static override summary = 'Take back what a run of secrot changed.'
  static override description =
    'Labels, schedules and permissions come back to where they were before the run, and keys that were disabled but not deleted. The calls are derived from the state as ' +
    'it is today, shown and asked for; where something outside forbids it (a label that was moved since, a version that is ' +
    'gone, a step that only the function can undo) that is said and left as it is.'
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> 20261122-031531-4k7q',
      description: 'Show what would be done, and ask.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> 20261122-031531-4k7q --dry-run',
      description: 'Only show what would be done.',
    },
  ]
  static override actions = undoActions
  static override afterCrash = 'again' as const
  static override args = {run: runArg}
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    allow: Flags.string({
      ...repeatableFlag,
      description:
        'Answers a question by its id: target-not-asked lets AWSCURRENT go back, a statement id lets it be taken away.',
      helpValue: 'ID',
    }),
    'function-profile': Flags.string({description: 'Profile for a function in another account.', helpValue: 'NAME'}),
    ...configFlags,
  }

  async run(): Promise<UndoJson> {
    const {args, flags} = await this.parse(Undo)
    const subject = await undoSubject(stateFolder(this.tools.env), args.run)
    const {scope, functionProfile, config} = recordedScope(subject.run, flags)
    const context = await this.context({...flags, ...scope, config}, {changes: flags, undoes: args.run})
    const result = await undo(context, subject, {
      yes: flags.yes,
      dryRun: flags['dry-run'],
      allow: flags.allow ?? [],
      functionProfile: flags['function-profile'] ?? functionProfile,
    })
    return this.#answer(result, context.journal.runId)
  }

  #answer(result: UndoResult, runId: string | undefined): UndoJson {
    const {outcome, parts} = result
    this.show(undoView, result)
    if (outcome === 'undone' && runId !== undefined) this.next(shellCommand(['secrot', 'journal', runId]))
    const left = outcome === 'undone' && parts.some(({kind}) => kind === 'forbidden')
    if (outcome === 'declined' || left) this.exitWith(EXIT.unsafe)
    return undoJson(result)
  }
}
