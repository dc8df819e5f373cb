import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {parse} from 'shell-quote'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {rehearse, writeHandler, type Answer} from '../support/rehearse-command.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

/** A function that stores a new value without a label, which makes it AWSCURRENT at once. */
let handler: Awaited<ReturnType<typeof writeHandler>>
const only = ['--only', 'create-labels-pending-only', '--only', 'finish-repeat-is-noop', '--seed', '7']
const judge = (...more: readonly string[]): Promise<SecrotRun> => rehearse([handler.path, ...only, ...more])

beforeAll(async () => {
  const correct = await readFile('test/corpus/node/rand.mjs', 'utf8')
  handler = await writeHandler(correct.replace("        VersionStages: ['AWSPENDING'],\n", ''))
})
afterAll(() => handler[Symbol.asyncDispose]())

describe('a rehearsal of a function with a defect', () => {
  it('ends with 3 and says what was expected, what happened, and what to do', async () => {
    const run = await judge()
    expect(run.exitCode).toBe(3)
    expect(run.stdout).toContain('✖ create-labels-pending-only · critical · 1 of 1 case\n')
    expect(run.stdout).toContain('  expected createSecret stores the value with AWSPENDING alone\n')
    expect(run.stdout).toContain('  observed PutSecretValue asked for AWSCURRENT\n')
    expect(run.stdout).toContain('  hint     VersionStages: [AWSPENDING]: the default would be AWSCURRENT\n')
    expect(run.stdout).toContain('\n           createSecret 5 secretsmanager:PutSecretValue → ok\n')
  })

  it('ends with the command that gives the same failure again', async () => {
    const {stdout} = await judge()
    const line = /^ {2}replay {3}secrot rehearse (.*)$/m.exec(stdout)?.[1] ?? ''
    const again = await rehearse(parse(line).map(String))
    expect(again.exitCode).toBe(3)
    const failure = /^✖ create-labels-pending-only[^]*?(?=\n {2}replay)/m
    expect(failure.exec(again.stdout)?.[0]).toBe(failure.exec(stdout)?.[0])
  })

  it('has the same fields in JSON each time, as its schema says, and the same calls for the same seed', async () => {
    const [first, second] = [await judge('--json'), await judge('--json')].map(({json}) => json as Answer)
    expect(breachesOf('rehearse', first)).toEqual([])
    const calls = (answer: Answer | undefined) =>
      answer?.items.map(({firstFailure}) => firstFailure?.callRecord.map(({atMs, text}) => [atMs, text]))
    expect(calls(first)?.flat()).not.toEqual([])
    expect(calls(second)).toEqual(calls(first))
    expect(first?.items.map(({id, verdict}) => [id, verdict])).toEqual([
      ['create-labels-pending-only', 'fail'],
      ['finish-repeat-is-noop', 'pass'],
    ])
  })

  it('is a suite a class and a case an item in JUnit', async () => {
    const run = await judge('--format', 'junit', '--cell', 'rotation')
    expect(run.exitCode).toBe(3)
    expect(run.stdout).toContain('<testsuite name="createSecret" tests="1" failures="1" errors="0" skipped="0">')
    expect(run.stdout).toContain('<property name="kind" value="rand"/>')
    expect(run.stdout).toMatch(
      /<testcase classname="createSecret" name="create-labels-pending-only"><failure type="critical" message="[^"]+">rule: [^|]+ \| expected: [^|]+ \| observed: PutSecretValue asked for AWSCURRENT \|[^<]+ \| hint: [^<]+<\/failure><\/testcase>/,
    )
    expect(run.stdout).toContain(
      '<testcase classname="finishSecret" name="finish-repeat-is-noop"><skipped message="no case of it is in the scenarios that were asked for"/></testcase>',
    )
    const opened = [...run.stdout.matchAll(/<(\w+)(?: [^>]*[^/])?>/g)].length
    expect([...run.stdout.matchAll(/<\/\w+>/g)].length).toBe(opened)
  })

  it('can be a comment in Markdown', async () => {
    const {stdout} = await judge('--format', 'markdown')
    expect(stdout).toContain('### `create-labels-pending-only` (critical, 1 of 1)')
    expect(stdout).toContain('- observed: PutSecretValue asked for AWSCURRENT')
  })

  it('writes the policy of the calls that were made with --policy', async () => {
    const run = await judge('--policy')
    const {Statement} = run.json as {Statement: readonly {Action: string | readonly string[]}[]}
    expect(Statement.flatMap(({Action}) => Action)).toContain('secretsmanager:PutSecretValue')
    expect(run.exitCode).toBe(3)
  })

  it('ends with 0 when a baseline knows the failure, and says so', async () => {
    const baseline = join(handler.folder, 'known.json')
    await writeFile(baseline, (await judge('--json')).stdout)
    const run = await judge('--baseline', baseline)
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain('create-labels-pending-only · critical · 1 of 1 case, known to the baseline')
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain('the baseline knows all that fails, and it does not count')
    const answer = (await judge('--baseline', baseline, '--json')).json as Answer
    expect(answer.knownFailures).toEqual(['create-labels-pending-only'])
  })

  it('says that a part was judged, and where nothing of it could be', async () => {
    const words = ['test/corpus/node/rand.mjs', '--only', 'finish-repeat-is-noop', '--cell', 'rotation', '--seed', '7']
    const run = await rehearse(words)
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain('nothing of what was asked for was judged')
    const {partial, verdict, knownFailures} = (await rehearse([...words, '--json'])).json as Answer
    expect({partial, verdict, knownFailures}).toEqual({partial: true, verdict: 'incomplete', knownFailures: []})
    expect((await rehearse([...words, '--strict'])).exitCode).toBe(3)
  })

  it('reports what was played when the time was up, and ends with 4', async () => {
    const run = await rehearse(['test/corpus/node/rand.mjs', '--timeout', '1s', '--only', 'crash-is-safe', '--json'])
    const {scenarios, verdict} = run.json as Answer
    expect([run.exitCode, verdict]).toEqual([4, 'incomplete'])
    expect(scenarios.complete).toBe(false)
    expect(scenarios.played).toBeLessThan(scenarios.planned)
  })

  it('ends with 3 for what could not all be judged once --strict asks for that', async () => {
    const run = await rehearse(['test/corpus/node/rand.mjs', '--timeout', '1s', '--only', 'crash-is-safe', '--strict'])
    expect(run.exitCode).toBe(3)
    expect(run.stdout).toContain('Skipped    1 item: cut short: not all its scenarios were played\n')
  })

  it('has no verdict of a function of which not all was played', async () => {
    const run = await rehearse(['test/corpus/node/rand.mjs', '--timeout', '1s', '--only', 'crash-is-safe'])
    expect(run.stdout).toMatch(/Played {5}\d+ of \d+ scenarios, seed \d+; the time was up before the rest\n/)
    expect(run.stdout).toContain('? test/corpus/node/rand.mjs: not known, since not all was played')
  })

  it('ends with 0 where only lesser items fail, and with 3 once --fail-on names them', async () => {
    const correct = await readFile('test/corpus/node/rand.mjs', 'utf8')
    const named = correct.replace(
      'const rotation = {',
      "if (!/^[\\w:/-]+$/.test(secretId)) throw new Error('a strange name')\n  const rotation = {",
    )
    await using medium = await writeHandler(named)
    const argv = [medium.path, '--only', 'secret-id-forms-accepted']
    const [lenient, strict] = [await rehearse(argv), await rehearse([...argv, '--fail-on', 'medium'])]
    expect(lenient.stdout).toContain('secret-id-forms-accepted · medium')
    expect([lenient.exitCode, strict.exitCode]).toEqual([0, 3])
  })
})
