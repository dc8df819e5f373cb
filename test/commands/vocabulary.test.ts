import type {Command} from '@oclif/core/command'
import {resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {sourceCommands} from '../../src/lib/cli/dev.ts'

type Kind = 'boolean' | 'option'
/** Commands whose flag of this name may be another kind, and why. */
type Entry = Kind | {readonly kind: Kind; readonly char: string}

/**
 * The words of the command line. A flag that is not here is not there: another name for one of these things (a version that
 * is not `--version-id`, a SourceArn that is not `--secret`, a choice that is not `--only`) has no place to stand.
 */
const vocabulary: Readonly<Record<string, Entry>> = {
  'account-role': 'option',
  adopt: 'option',
  all: 'boolean',
  allow: 'option',
  'allow-insecure-endpoint': 'boolean',
  api: 'option',
  'assume-idle': 'boolean',
  attest: 'option',
  baseline: 'option',
  binary: 'boolean',
  cell: 'option',
  choose: 'option',
  compromised: 'boolean',
  concurrency: 'option',
  config: 'option',
  cron: 'option',
  depth: 'option',
  deprecated: 'boolean',
  diff: 'option',
  disposable: 'boolean',
  'dry-run': 'boolean',
  email: 'option',
  emit: 'option',
  endpoint: 'boolean',
  'endpoint-url': 'option',
  env: 'option',
  'env-file': 'option',
  every: 'option',
  'expect-rotation': 'boolean',
  exhaustive: 'boolean',
  explain: 'option',
  'fail-fast': 'boolean',
  'fail-on': 'option',
  field: 'option',
  filter: 'option',
  fix: 'boolean',
  follow: 'boolean',
  force: 'boolean',
  format: 'option',
  fresh: 'boolean',
  from: 'option',
  full: 'boolean',
  function: 'option',
  'function-profile': 'option',
  handler: 'option',
  keep: 'boolean',
  'keep-newline': 'boolean',
  'keep-going': 'boolean',
  kind: 'option',
  'kms-key': 'option',
  'new-kms-key': 'option',
  reader: 'option',
  late: 'boolean',
  limit: 'option',
  grant: 'boolean',
  later: 'boolean',
  list: 'boolean',
  'list-items': 'boolean',
  'log-retention': 'option',
  'security-group': 'option',
  subnet: 'option',
  local: 'boolean',
  logs: 'boolean',
  'max-age': 'option',
  'min-bits': 'option',
  name: 'option',
  narrow: 'boolean',
  'no-color': 'boolean',
  'no-journal': 'boolean',
  now: 'boolean',
  prefix: 'option',
  'older-than': 'option',
  on: 'option',
  only: 'option',
  out: 'option',
  parallel: 'boolean',
  'period-days': 'option',
  plan: 'option',
  policy: 'boolean',
  port: 'option',
  probe: 'option',
  profile: 'option',
  rate: 'option',
  'read-only': 'boolean',
  'read-values': 'boolean',
  region: 'option',
  remove: 'boolean',
  resource: 'option',
  resume: 'option',
  restore: 'boolean',
  reveal: 'option',
  revoke: 'boolean',
  runtime: 'option',
  scenario: 'option',
  secret: 'option',
  seed: 'option',
  set: 'option',
  settle: 'option',
  severity: 'option',
  'show-logs': 'boolean',
  since: 'option',
  skip: 'option',
  state: 'option',
  strict: 'boolean',
  stuck: 'boolean',
  tag: 'option',
  target: 'option',
  'target-host': 'option',
  targets: 'option',
  template: 'option',
  'template-url': 'option',
  tidy: 'boolean',
  test: 'boolean',
  'time-limit': 'option',
  timeout: 'option',
  topic: 'option',
  'trust-handler': 'option',
  unproven: 'boolean',
  until: 'option',
  'unused-for': 'option',
  user: 'option',
  'user-tag': 'option',
  users: 'option',
  'value-file': 'option',
  verdict: 'option',
  'version-id': 'option',
  wait: 'option',
  watch: 'boolean',
  window: 'option',
  yes: {kind: 'boolean', char: 'y'},
}

const aws = ['profile', 'region', 'endpoint-url', 'allow-insecure-endpoint']
const change = ['yes', 'dry-run', 'no-journal']
// AssumeRole hands out credentials and changes nothing.
const reads = /:(?:Describe|Get|List|Lookup|Filter|BatchGet|Simulate|AssumeRole)/

/** What changes files of this machine only needs no journal: it changes the journal. */
const ownFiles: Readonly<Record<string, readonly string[]>> = {
  'journal:close': ['yes'],
  'journal:prune': ['yes', 'dry-run'],
  'rehearsal:import': ['yes', 'dry-run'],
}

const commands = Object.entries(await sourceCommands(resolve(import.meta.dirname, '../..')))

interface FlagShape {
  readonly type: string
  readonly char?: string
  readonly multiple?: boolean
  readonly helpValue?: string | readonly string[]
}

function flagsOf(command: Command.Class): Record<string, FlagShape> {
  return {...command.baseFlags, ...command.flags}
}

const actionsOf = (command: Command.Class): readonly string[] =>
  (command as {actions?: readonly string[]}).actions ?? []

describe.each(commands)('the flags of %s', (id, command) => {
  const flags = flagsOf(command)

  it('are words of the one vocabulary, of the same kind everywhere', () => {
    for (const [name, flag] of Object.entries(flags)) {
      const entry = vocabulary[name]
      const {kind, char} = typeof entry === 'object' ? entry : {kind: entry, char: undefined}
      expect({id, name, type: flag.type}).toEqual({id, name, type: kind})
      // One letter means one thing: `-w` is short for --watch where a rotation is started.
      if (flag.char !== undefined && name !== 'watch') expect(flag.char).toBe(char)
    }
  })

  it('say once that they may be repeated: help puts three dots behind what stands for the value', () => {
    const repeated = Object.values(flags).filter(flag => flag.multiple === true)
    expect(repeated.filter(flag => /…|\.\.\./.test(String(flag.helpValue ?? '')))).toEqual([])
  })

  it('say where the command goes, if it talks to AWS', () => {
    const talks = actionsOf(command).length > 0
    // policy calls nothing; a region is part of what it prints.
    const silent = id === 'policy' ? ['region'] : []
    expect(aws.filter(name => name in flags)).toEqual(talks ? aws : silent)
  })

  it('show and answer a change, if it makes one', () => {
    const changes = actionsOf(command).some(action => !reads.test(action))
    expect(change.filter(name => name in flags)).toEqual(changes ? change : (ownFiles[id] ?? []))
  })

  it('have --no-color, and --json or a reason against it', () => {
    expect('no-color' in flags).toBe(true)
    expect(command.enableJsonFlag).toBe(!['completion', 'demo', 'menu', 'sandbox:run'].includes(id))
  })
})
