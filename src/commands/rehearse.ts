import {Args} from '@oclif/core'
import {awsFlags, formatFlag} from '../lib/cli/flags.ts'
import {installedRuntimes} from '../lib/cli/installed-runtimes.ts'
import {codeMissing, codeTwice, exhaustiveAlone} from '../lib/cli/rehearse-arguments.ts'
import {rehearseFlags} from '../lib/cli/rehearse-flags.ts'
import {rotatorsFolder} from '../lib/cli/rotators-folder.ts'
import {SandboxCommand} from '../lib/cli/sandbox-command.ts'
import {stateFolder} from '../lib/cli/state-folder.ts'
import {knownFailures} from '../lib/operations/rehearse/baseline.ts'
import {initialValue} from '../lib/operations/rehearse/initial-value.ts'
import {keepRecord, recordObstacle} from '../lib/operations/rehearse/keep-record.ts'
import type {RehearseOptions} from '../lib/operations/rehearse/options.ts'
import {plainStepsOf, subjectLine} from '../lib/operations/rehearse/plain-steps.ts'
import {readLogin} from '../lib/operations/rehearse/read-login.ts'
import {codeNamed, readSubject, type SubjectInput} from '../lib/operations/rehearse/read-subject.ts'
import {readTargets} from '../lib/operations/rehearse/read-targets.ts'
import {readVariables} from '../lib/operations/rehearse/read-variables.ts'
import {
  contractLines,
  counted,
  exitCodeOf,
  isWeaker,
  rehearseActions,
  rehearseSubject,
} from '../lib/operations/rehearse/rehearse.ts'
import {replayCommand, wordsToRepeat} from '../lib/operations/rehearse/replay.ts'
import {resolveHost} from '../lib/operations/rehearse/resolve-host.ts'
import {Sensitive} from '../lib/sensitive.ts'
import {rehearseItemsView} from '../lib/output/views/rehearse-items.ts'
import {rehearseJunit} from '../lib/output/views/rehearse-junit.ts'
import {rehearseMarkdown} from '../lib/output/views/rehearse-markdown.ts'
import {plainStepView, rehearseView} from '../lib/output/views/rehearse.ts'

export default class Rehearse extends SandboxCommand {
  static override summary = 'Play a rotation function through rotations in which every one of its calls fails.'
  static override description =
    'The function runs unmodified in a sandbox on this machine: a file, a folder, a zip, one of a template, a packaged ' +
    'rotator, or a deployed function. First an undisturbed rotation, then every call of it refused, lost, slow and killed, with the retries of the ' +
    'service, and the other items of the contract. No account is needed but for --function. The code is kept from your ' +
    'credentials and from other machines; that guards against accidents, not against malice.'
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> ./rotation --target iam-user',
      description: 'A folder with a handler.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> rotation.zip --target login --format junit > rehearsal.xml',
      description: 'In CI: exit 3 when a critical or high item fails.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --template stack.yaml --resource RotationFunction',
      description: 'A function with its code in a template.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> rotation.zip --cell setSecret/3/lost-reply --seed 7',
      description: 'Play one scenario again.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> random-password',
      description: 'A rotator that comes with secrot.',
    },
    {
      command:
        '<%= config.bin %> <%= command.id %> --function arn:aws:lambda:eu-central-1:111122223333:function:api-rotation',
      description: 'What is deployed; doctor and step trust its record.',
    },
  ]
  static override actions = rehearseActions
  static override args = {
    code: Args.string({
      description: 'File, folder or zip of the function, or the name of a packaged rotator.',
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...awsFlags,
    ...rehearseFlags,
    format: formatFlag(['table', 'json', 'junit', 'markdown']),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(Rehearse)
    if (flags['list-items']) return this.#listItems()
    if (flags.exhaustive && flags.depth !== 2) throw exhaustiveAlone()
    const {env, progress, clock, signal} = this.tools
    const known = flags.baseline === undefined ? new Set<string>() : await knownFailures(flags.baseline)
    const input = await this.#code(args.code, flags)
    const rotator = input.kind === 'packaged' ? input.rotator : undefined
    const usual = flags.target === undefined && flags.targets === undefined ? rotator : undefined
    const usually = usual === undefined ? [] : [usual.rehearsedOn]
    const target = flags.target ?? usually
    const targets = await readTargets(
      {file: flags.targets, named: target, disposable: flags.disposable, hosts: flags['target-host'] ?? []},
      {env, resolveHost},
    )
    const variables = await readVariables({pairs: flags.env ?? [], file: flags['env-file']})
    const overrides = {
      handler: flags.handler,
      runtime: flags.runtime,
      timeoutMs: flags['time-limit'],
      variables,
    }
    const subject = await readSubject({...input, ...overrides}, {installed: await installedRuntimes(env)})
    const value = await this.#value(flags['value-file'], usual?.rehearsedWith)
    const asked = flags.only === undefined && flags.cell === undefined && !isWeaker(flags['min-bits'])
    // Said before anything is played: a rehearsal takes a while, and the folder is soon mended.
    const obstacle = asked ? await recordObstacle(stateFolder(env)) : undefined
    if (obstacle !== undefined) progress.warn(obstacle)
    const startedAt = clock.now()
    const {sandbox} = await this.sandboxContext()
    const {report: told, holdsUnjudged} = await rehearseSubject(
      {
        startSandbox: options => sandbox.startSandbox(options),
        progress,
        signal,
        readLogin: target => readLogin(target, env),
        onPlain: (plain, kind) => {
          this.note(subjectLine(plain, kind, subject))
          for (const step of plainStepsOf(plain)) this.note(plainStepView(step, this.stderrView))
          this.note('')
        },
      },
      {
        subject,
        ...value,
        targets,
        kind: flags.kind ?? rotator?.kind,
        seed: flags.seed,
        only: flags.only,
        cells: flags.cell,
        minBits: flags['min-bits'],
        periodDays: flags['period-days'],
        depth: flags.depth === 2 ? 2 : 1,
        exhaustive: flags.exhaustive,
        timeoutMs: flags.timeout,
        known,
      },
    )
    progress.activity('')
    const whole = asked && told.scenarios.complete && told.loaded
    const {version} = this.config
    const kept = {report: told, subject, rehearsedAt: startedAt, version}
    const notKept = whole && !holdsUnjudged ? await keepRecord(stateFolder(env), kept) : undefined
    const recorded = whole && !holdsUnjudged && notKept === undefined
    const report = notKept === undefined ? told : {...told, notes: [...told.notes, notKept]}
    const words = wordsToRepeat(this.argv)
    const replay = (cell: string) => replayCommand(words, report.seed, cell)
    const counts = counted({failOn: flags['fail-on'], known})
    if (flags.policy) this.write(JSON.stringify(report.policy, null, 2))
    else if (flags.format === 'junit') this.write(rehearseJunit(report, counts))
    else if (flags.format === 'markdown') this.write(rehearseMarkdown(report, replay))
    else
      this.show(rehearseView, {
        report,
        known,
        replay,
        recorded,
        notKept: notKept !== undefined,
        holdsUnjudged: whole && holdsUnjudged,
      })
    this.exitWith(exitCodeOf(report, {counts, strict: flags.strict}))
    return report
  }

  async #code(
    path: string | undefined,
    {
      template,
      resource,
      function: arn,
      ...flags
    }: {template?: string | undefined; resource?: string | undefined; function?: string | undefined} & Parameters<
      typeof this.context
    >[0],
  ): Promise<SubjectInput> {
    if (path !== undefined && (template !== undefined || arn !== undefined)) throw codeTwice()
    if (path !== undefined) return codeNamed(path, rotatorsFolder(this.config.root))
    if (template !== undefined) return {kind: 'template', path: template, resource}
    if (arn === undefined) throw codeMissing()
    const context = await this.context(flags, {functionId: arn})
    return {kind: 'function', arn, lambda: context.aws().lambda}
  }

  async #value(from: string | undefined, usual: string | undefined): Promise<Pick<RehearseOptions, 'value'>> {
    if (from === undefined) return usual === undefined ? {} : {value: new Sensitive(usual)}
    const given = await this.valueFrom({from, flag: '--value-file', onlyNamed: true}, 'Value before the first rotation')
    return {value: initialValue(given)}
  }

  #listItems(): object {
    const items = contractLines()
    this.show(rehearseItemsView, items)
    return {items}
  }
}
