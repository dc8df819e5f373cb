import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {configFlags} from '../lib/cli/config-file.ts'
import {awsFlags, changeFlags, repeatableFlag} from '../lib/cli/flags.ts'
import {EXIT, SecrotError} from '../lib/errors.ts'
import type {Context} from '../lib/operations/context.ts'
import {grantNext} from '../lib/operations/grant-next.ts'
import type {GrantResult} from '../lib/operations/grant-result.ts'
import {revoke} from '../lib/operations/grant-revoke.ts'
import {grant, grantActions, listGrants} from '../lib/operations/grant.ts'
import {grantJson, type GrantJson} from '../lib/output/views/grant-json.ts'
import {grantView} from '../lib/output/views/grant.ts'

export default class Grant extends BaseCommand {
  static override summary = 'Let Secrets Manager invoke a rotation function.'
  static override description =
    'Adds a statement to the policy of the function, for the secrets of this account or, with --secret, for one of them. ' +
    'Each version and alias has a policy of its own: name the one that the secret rotates with. Where it is allowed ' +
    'already nothing is changed, and the statement that allows it is named.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> api-rotation', description: 'For all secrets of the account.'},
    {
      command: '<%= config.bin %> <%= command.id %> api-rotation:live --secret prod/api',
      description: 'For one secret, through the alias live.',
    },
    {command: '<%= config.bin %> <%= command.id %> api-rotation --list', description: 'What the policy says.'},
    {
      command: '<%= config.bin %> <%= command.id %> api-rotation --revoke',
      description: 'Take the permission away again.',
    },
  ]
  static override actions = grantActions
  static override afterCrash = 'again' as const
  static override args = {
    function: Args.string({
      description: 'Name or ARN of a function, with :ALIAS or :VERSION where the secret rotates with one.',
      required: true,
      ignoreStdin: true,
    }),
    statement: Args.string({description: 'With --revoke: id of the statement to take away.', ignoreStdin: true}),
  }
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    secret: Flags.string({description: 'Only for this secret (SourceArn).', helpValue: 'SECRET'}),
    revoke: Flags.boolean({description: 'Take a statement away; without its id, the one that grant writes.'}),
    list: Flags.boolean({description: 'Only show the statements.', exclusive: ['revoke', 'narrow']}),
    narrow: Flags.boolean({
      description: 'Add the scoped statement although a wider one allows it already.',
      exclusive: ['revoke'],
    }),
    allow: Flags.string({
      ...repeatableFlag,
      description: 'Answers the question whether this statement may be taken away or replaced.',
      helpValue: 'STATEMENT-ID',
    }),
    'function-profile': Flags.string({description: 'Profile for a function in another account.', helpValue: 'NAME'}),
    ...configFlags,
  }

  async run(): Promise<GrantJson> {
    const {args, flags} = await this.parse(Grant)
    if (args.statement !== undefined && !flags.revoke) throw statementWithoutRevoke()
    const {secret: secretId, 'function-profile': functionProfile, yes, narrow, 'dry-run': dryRun, allow = []} = flags
    const context = await this.context(flags, {
      functionId: args.function,
      secrets: secretId === undefined ? [] : [secretId],
      ...(flags.list ? {} : {changes: flags}),
    })
    const subject = {functionId: args.function, secretId, functionProfile}
    if (flags.list) return this.#answer(context, functionProfile, await listGrants(context, subject))
    const result = flags.revoke
      ? await revoke(context, {...subject, statementId: args.statement, allow, dryRun})
      : await grant(context, {...subject, yes, allow, dryRun, narrow})
    return this.#answer(context, functionProfile, result)
  }

  #answer(context: Context, functionProfile: string | undefined, result: GrantResult): GrantJson {
    this.show(grantView, result)
    const next = grantNext(context, result, functionProfile)
    if (next !== undefined) this.next(next)
    if (result.outcome === 'declined') this.exitWith(EXIT.unsafe)
    return grantJson(result)
  }
}

function statementWithoutRevoke(): SecrotError {
  return new SecrotError({
    code: 'USAGE',
    message: 'secrot grant takes one FUNCTION; the id of a statement goes with --revoke.',
    hint: 'See: secrot grant --help',
    exit: EXIT.usage,
  })
}
