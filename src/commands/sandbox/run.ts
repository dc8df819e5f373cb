import {Flags} from '@oclif/core'

import {leaveInterrupts} from '../../lib/cli/leave-interrupts.ts'
import {SandboxCommand, sandboxFlags} from '../../lib/cli/sandbox-command.ts'
import {withEmptyFiles} from '../../lib/cli/run-child.ts'
import {EXIT, SecrotError, type ExitCode} from '../../lib/errors.ts'
import {runInSandbox} from '../../lib/operations/sandbox-run.ts'

export default class SandboxRun extends SandboxCommand {
  static override summary = 'Run a command whose AWS is the sandbox.'
  static override description =
    'Uses the running sandbox, else a fresh one that ends with the command. The command cannot reach the real AWS: its environment has no profile, no credentials and no proxy of yours. Ends with the code of the command.'
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> -- aws secretsmanager list-secrets',
      description: 'Any AWS client works.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --scenario demo -- <%= config.bin %> status',
      description: 'A fleet of its own for one command.',
    },
  ]
  static override usage = 'sandbox run [--scenario NAME | --fresh | --state DIR] -- COMMAND…'
  static override enableJsonFlag = false
  static override strict = false
  static override flags = {
    ...sandboxFlags,
    scenario: Flags.string({
      description: 'Build this scenario in a fresh sandbox.',
      helpValue: 'NAME',
      exclusive: ['state'],
    }),
    fresh: Flags.boolean({description: 'Use a fresh sandbox although one is running.', exclusive: ['state']}),
  }

  /** Ctrl-C is for the command that runs inside. */
  constructor(...args: ConstructorParameters<typeof SandboxCommand>) {
    super(...args)
    leaveInterrupts(this.config)
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(SandboxRun)
    const [program, ...rest] = argv as string[]
    if (program === undefined) throw commandMissing()
    const {scenario, fresh, state: stateFolder} = flags
    const code = await this.withChildren(context =>
      withEmptyFiles(emptyFiles =>
        runInSandbox(context, {command: [program, ...rest], scenario, fresh, stateFolder, emptyFiles}),
      ),
    )
    this.exitWith(code as ExitCode)
  }
}

function commandMissing(): SecrotError {
  return new SecrotError({
    code: 'USAGE',
    message: 'No command was given.',
    hint: 'It follows two dashes: secrot sandbox run -- aws secretsmanager list-secrets',
    exit: EXIT.usage,
  })
}
