import {Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {awsFlags, changeFlags, secretArg} from '../lib/cli/flags.ts'
import {checkField, refuseValueArgument} from '../lib/cli/put-arguments.ts'
import {askedTarget, targetFlags} from '../lib/cli/target-flags.ts'
import {EXIT} from '../lib/errors.ts'
import {putNext, putUndo} from '../lib/operations/put-next.ts'
import {put, putActions} from '../lib/operations/put.ts'
import {repairStepLine} from '../lib/output/views/doctor-repair.ts'
import {labelPlanView} from '../lib/output/views/label-plan.ts'
import {putJson, type PutJson, putView} from '../lib/output/views/put.ts'

export default class Put extends BaseCommand {
  static override summary = 'Give a secret a new value, or its first one.'
  static override description =
    'The value is typed at a question that does not show it, or comes from standard input or a file; it is never an ' +
    'argument. It is stored under a label that nobody reads, the target is asked about it (--probe or --target), and then ' +
    'AWSCURRENT moves in one call; the old value stays AWSPREVIOUS. Of standard input one line break at the end is left ' +
    'out (--keep-newline keeps it); a file is taken byte for byte.'
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> prod/partner/token',
      description: 'Type the value, without showing it.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> prod/partner/token --yes < token.txt',
      description: 'From standard input, in a script.',
    },
    {
      command: "<%= config.bin %> <%= command.id %> prod/orders/db --field password --probe './pg-login orders'",
      description: 'One field of a JSON value; current only if the target takes it.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> prod/tls/keystore --from keystore.p12 --binary',
      description: 'Bytes from a file.',
    },
  ]
  static override actions = putActions
  static override args = {secret: secretArg}
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    ...targetFlags,
    from: Flags.string({
      description: 'Take the value from a file, or with - from standard input.',
      helpValue: 'FILE|-',
    }),
    field: Flags.string({
      description: 'Set this member of a value that is a JSON object, and keep the others.',
      helpValue: 'NAME',
    }),
    binary: Flags.boolean({
      description: 'Store the bytes as they are (SecretBinary).',
      exclusive: ['field'],
      default: false,
    }),
    'keep-newline': Flags.boolean({description: 'A line break at the end of standard input is part of the value.'}),
  }

  async run(): Promise<PutJson> {
    const {args, flags} = await this.parse(Put).catch(refuseValueArgument)
    checkField(flags.field)
    const secrets = args.secret === undefined ? [] : [args.secret]
    const context = await this.context(flags, {secrets, changes: flags})
    const secretId = await this.secret(context, args.secret)
    const asked = askedTarget(flags, this.tools.env)
    const result = await put(context, {
      ...asked,
      secretId,
      field: flags.field,
      binary: flags.binary,
      keepNewline: flags['keep-newline'],
      yes: flags.yes,
      dryRun: flags['dry-run'],
      given: name => this.valueInput(flags.from, name),
      onPlan: plan => this.note(labelPlanView(plan, this.stderrView)),
      onStep: step => this.note(repairStepLine(step, this.stderrView)),
    })
    this.show(putView, result)
    const undo = putUndo(result, asked)
    if (undo !== undefined) this.note(`Undo: ${undo}`)
    const next = putNext(result, asked, command => this.config.findCommand(command) !== undefined)
    if (next !== undefined) this.next(next)
    if (['declined', 'rejected', 'unproven'].includes(result.outcome)) this.exitWith(EXIT.unsafe)
    return putJson(result)
  }
}
