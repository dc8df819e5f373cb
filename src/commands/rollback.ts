import {Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {awsFlags, changeFlags, secretArg} from '../lib/cli/flags.ts'
import {askedTarget, targetFlags} from '../lib/cli/target-flags.ts'
import {EXIT} from '../lib/errors.ts'
import {rollbackNext, rollbackUndo} from '../lib/operations/rollback-next.ts'
import {rollback, rollbackActions} from '../lib/operations/rollback.ts'
import {repairStepLine} from '../lib/output/views/doctor-repair.ts'
import {labelPlanView} from '../lib/output/views/label-plan.ts'
import {rollbackJson, type RollbackJson, rollbackView} from '../lib/output/views/rollback.ts'

export default class Rollback extends BaseCommand {
  static override summary = 'Make the previous value of a secret current again.'
  static override description =
    'Asks the target first whether it still takes AWSPREVIOUS (--probe or --target), and refuses where it already wants ' +
    'the newer value. Where nobody can ask it, --unproven goes back all the same, and the question says what is not ' +
    'known. Only labels move: nothing is changed at the target, and no value is lost.'
  static override examples = [
    {
      command: "<%= config.bin %> <%= command.id %> prod/orders/db --probe './pg-login orders'",
      description: 'Ask the target, show what will happen, and ask.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> prod/ci/deploy-key --target iam-key --read-values --yes --json',
      description: 'An access key of IAM, in a script.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> prod/partner/token --unproven --dry-run',
      description: 'Only show what would be done where no target can be asked.',
    },
  ]
  static override actions = rollbackActions
  static override args = {secret: secretArg}
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    ...targetFlags,
    unproven: Flags.boolean({description: 'Go back although nobody knows whether the target takes the old value.'}),
  }

  async run(): Promise<RollbackJson> {
    const {args, flags} = await this.parse(Rollback)
    const secrets = args.secret === undefined ? [] : [args.secret]
    const context = await this.context(flags, {secrets, changes: flags})
    const secretId = await this.secret(context, args.secret)
    const asked = askedTarget(flags, this.tools.env)
    const result = await rollback(context, {
      ...asked,
      secretId,
      yes: flags.yes,
      unproven: flags.unproven,
      dryRun: flags['dry-run'],
      onPlan: plan => this.note(labelPlanView(plan, this.stderrView)),
      onStep: step => this.note(repairStepLine(step, this.stderrView)),
    })
    this.show(rollbackView, result)
    const undo = rollbackUndo(result, {...asked, unproven: flags.unproven})
    if (undo !== undefined) this.note(`Undo: ${undo}`)
    const next = rollbackNext(result, asked)
    if (next !== undefined) this.next(next)
    if (result.outcome === 'declined' || result.outcome === 'not-accepted') this.exitWith(EXIT.unsafe)
    return rollbackJson(result)
  }
}
