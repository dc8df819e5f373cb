import {BaseCommand} from '../lib/cli/base-command.ts'
import {awsFlags, changeFlags, secretArg} from '../lib/cli/flags.ts'
import {retireFlags} from '../lib/cli/retire-flags.ts'
import {EXIT} from '../lib/errors.ts'
import {checkUnusedFor} from '../lib/operations/doctor-input.ts'
import {retire, retireActions, type RetireResult} from '../lib/operations/retire.ts'
import {repairStepLine} from '../lib/output/views/doctor-repair.ts'
import {labelPlanView} from '../lib/output/views/label-plan.ts'
import {retireJson, type RetireJson, retireView} from '../lib/output/views/retire.ts'
import {shellCommand} from '../lib/shell-words.ts'

export default class Retire extends BaseCommand {
  static override summary = 'End the previous credential of a secret: disable it, then delete it or let it expire.'
  static override description =
    'Shows who used it last and in the last hours, and which versions hold it; asks for the name of the secret; proves ' +
    'that the current credential works, before and in between. An access key of IAM is disabled, and deleted after --wait. ' +
    'An API key of AppSync gets the earliest end that AppSync takes, a day ahead. What may be in use is not ended ' +
    'without --compromised, and the current credential never.'
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> prod/ci/deploy-key',
      description: 'Show who used the old key, and ask.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> prod/ci/deploy-key --read-values --dry-run',
      description: 'Only show what would be done.',
    },
    {
      command:
        '<%= config.bin %> <%= command.id %> prod/graphql/api-key --compromised --read-values --allow retire:x3fq',
      description: 'A key that has leaked, in a script.',
    },
  ]
  static override actions = retireActions
  static override afterCrash = 'again' as const
  static override args = {secret: secretArg}
  static override flags = {...awsFlags, ...changeFlags, ...retireFlags}

  async run(): Promise<RetireJson> {
    const {args, flags} = await this.parse(Retire)
    const secrets = args.secret === undefined ? [] : [args.secret]
    const unusedForMs = checkUnusedFor(flags['unused-for'])
    const context = await this.context(flags, {secrets, changes: flags})
    const secretId = await this.secret(context, args.secret)
    const result = await retire(context, {
      secretId,
      versionId: flags['version-id'],
      target: flags.target,
      readValues: flags['read-values'],
      allow: flags.allow ?? [],
      unusedForMs,
      compromised: flags.compromised,
      waitMs: flags.wait,
      dryRun: flags['dry-run'],
      onPlan: plan => this.note(labelPlanView(plan, this.stderrView)),
      onStep: step => this.note(repairStepLine(step, this.stderrView)),
    })
    return this.#answer(result, context.journal.runId)
  }

  #answer(result: RetireResult, runId: string | undefined): RetireJson {
    const {outcome, words} = result
    this.show(retireView, result)
    if (outcome === 'not-proven' && runId !== undefined) this.note(`Undo: ${shellCommand(['secrot', 'undo', runId])}`)
    if (outcome === 'not-proven') this.next(shellCommand(['secrot', 'doctor', ...words]))
    if (outcome === 'retired') this.next(shellCommand(['secrot', 'status', ...words]))
    if (outcome === 'declined' || outcome === 'not-proven') this.exitWith(EXIT.unsafe)
    return retireJson(result)
  }
}
