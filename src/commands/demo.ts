import {leaveInterrupts} from '../lib/cli/leave-interrupts.ts'
import {ownProgram, withEmptyFiles, withFolder} from '../lib/cli/run-child.ts'
import {SandboxCommand} from '../lib/cli/sandbox-command.ts'
import {runDemo} from '../lib/operations/demo.ts'

export default class Demo extends SandboxCommand {
  static override summary = 'A guided tour of the main job on the embedded AWS.'
  static override description =
    'Builds a fleet whose rotations really fail, then shows status, rotate --watch, doctor and doctor --fix on it. Takes no account and changes only its own sandbox. Without a terminal, or with CI set, it goes straight through.'
  static override examples = [{command: '<%= config.bin %> <%= command.id %>', description: 'Takes about a minute.'}]
  static override enableJsonFlag = false

  /** Ctrl-C is for the command that runs inside. */
  constructor(...args: ConstructorParameters<typeof SandboxCommand>) {
    super(...args)
    leaveInterrupts(this.config)
  }

  async run(): Promise<void> {
    await this.parse(Demo)
    const {ask} = this.tools
    const program = ownProgram()
    const code = await this.withChildren(context =>
      withFolder(demoStateFolder =>
        withEmptyFiles(emptyFiles => runDemo({...context, ask, program, demoStateFolder, emptyFiles})),
      ),
    )
    this.exitWith(code)
  }
}
