import {readFile} from 'node:fs/promises'
import {describe, expect, it} from 'vitest'
import {canHaveOwnNetwork} from '../../src/lib/sandbox/runtime/own-network.ts'
import {rehearse, writeHandler, type Answer} from '../support/rehearse-command.ts'

const rand = 'test/corpus/node/rand.mjs'
const rep = 'test/corpus/node/rep.mjs'

describe('a rehearsal of a correct function', () => {
  it('ends with 0 and shows the undisturbed rotation, then the classes', async () => {
    const run = await rehearse([rep, '--target', 'login', '--only', 'create-uses-given-token', '--seed', '7'])
    expect(run.exitCode).toBe(0)
    expect(run.stderr).toContain('test/corpus/node/rep.mjs · nodejs24.x · rep.handler · kind rep\n')
    expect(run.stderr).toMatch(/createSecret 5 calls\n {4}1 secretsmanager:DescribeSecret → ok\n/)
    expect(run.stderr).toMatch(/finishSecret .*AWSCURRENT → [0-9a-f]{8}\n/)
    expect(run.stdout).toMatch(/^CLASS +VERDICT +HOLD +FAIL +SKIPPED\ncreateSecret +holds +1 +0 +0\n/)
    expect(run.stdout).toContain('Played     1 of 1 scenario, seed 7')
    // Which of the two depends on the machine.
    const own = 'The function had a network of its own, with the sandbox in it and nothing else.'
    expect(run.stdout).toContain(
      (await canHaveOwnNetwork()) ? own : 'Other hosts were refused by what is loaded before',
    )
    expect(run.stdout).toContain('what was asked for holds; not recorded, since only a part was judged')
  })
})

describe('a cell with a second fault in the retry', () => {
  const cell = 'createSecret/1/kill-after+createSecret/1/kill-before'

  it('is played by its name, and the answer says how deep it went', async () => {
    const run = await rehearse([rand, '--only', 'crash-is-live', '--cell', cell, '--json'])
    const {crashMatrix, cells} = run.json as Answer
    expect(run.exitCode).toBe(0)
    expect(crashMatrix).toMatchObject({cells: 1, depth: 2, secondFaults: {played: 1, possible: 1}})
    expect(cells).toEqual([{name: cell, verdict: 'pass', items: []}])
  })

  it('is none where the first fault needs no retry, and none of another depth', async () => {
    for (const [words, message] of [
      [['--cell', cell.replace('kill-after', 'throttle-1')], 'has no scenario "createSecret/1/throttle-1+'],
      [['--depth', '3'], '--depth is a whole number from 1 to 2'],
      [['--exhaustive'], '--depth'],
      [['--exhaustive', '--depth', '1'], '--exhaustive plays all second faults, and --depth 1 plays none'],
    ] as const) {
      const run = await rehearse([rand, ...words])
      expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining(message)])
    }
  })
})

describe('several targets', () => {
  it('are the one that is judged and what stands beside it', async () => {
    const targets = ['--target', 'login', '--target', 'iam-user:deploy']
    const run = await rehearse([
      rep,
      ...targets,
      '--only',
      'crash-is-safe',
      '--cell',
      'setSecret/1/kill-after',
      '--json',
    ])
    expect(run.exitCode).toBe(0)
    expect((run.json as Answer).handler).toMatchObject({
      kind: 'rep',
      target: 'login rehearsed-user, beside it IAM user deploy',
    })
  })
})

describe('a function that is not a rotation function yet', () => {
  it('that cannot be loaded is told at once, whatever was asked for', async () => {
    await using folder = await writeHandler(
      "import nothing from 'left-pad-nowhere'\nexport const handler = () => nothing\n",
    )
    const run = await rehearse([
      folder.path,
      '--only',
      'create-uses-given-token',
      '--cell',
      'createSecret/1/slow-past',
      '--json',
    ])
    const {loaded, items, scenarios, findings, handler, verdict} = run.json as Answer
    expect(run.exitCode).toBe(3)
    expect({loaded, verdict, kind: handler.kind, played: scenarios.played}).toEqual({
      loaded: false,
      verdict: 'unsafe',
      kind: null,
      played: 1,
    })
    expect(items.map(({id, verdict, reason}) => [id, verdict, reason])).toEqual([
      ['loads-and-answers', 'fail', null],
      ['create-uses-given-token', 'skipped', 'the handler cannot be loaded'],
    ])
    expect(findings.map(({sentence}) => sentence).join()).toContain(
      'left-pad-nowhere is imported, is not in the package',
    )
  })

  it('that lacks here what Lambda has is not judged, and the module is named', async () => {
    await using folder = await writeHandler("import '@aws-sdk/client-braket'\nexport const handler = () => undefined\n")
    const run = await rehearse([folder.path, '--json'])
    const {loaded, items, findings, verdict} = run.json as Answer
    expect(run.exitCode).toBe(1)
    expect({loaded, verdict}).toEqual({loaded: false, verdict: 'incomplete'})
    expect(items.find(({id}) => id === 'loads-and-answers')).toMatchObject({
      verdict: 'error',
      reason: '@aws-sdk/client-braket is provided by Lambda, not here',
    })
    expect(findings).toEqual([
      {
        id: 'module-not-here',
        sentence:
          '@aws-sdk/client-braket is provided by Lambda, not here: add it to the folder or zip of the function, and rehearse that.',
      },
    ])
    const shown = await rehearse([folder.path])
    expect(shown.stdout).toContain('not known, since this machine cannot run it')
    expect((await rehearse([folder.path, '--strict'])).exitCode).toBe(3)
  })

  it.each([
    ['export const a = 1\nexport const handler = = 2\n', 'rotation.mjs', 'rotation.mjs has a syntax error in line 2'],
    ['exports.a = 1\nexports.handler = = 2\n', 'rotation.cjs', 'rotation.cjs has a syntax error in line 2'],
    ['export const handler = (event, context, callback) => callback(null)\n', 'rotation.mjs', '--runtime nodejs22.x'],
  ])('that does not load has a finding that says why: %j', async (source, name, sentence) => {
    await using folder = await writeHandler(source, name)
    const run = await rehearse([folder.path, '--json', '--handler', 'rotation.handler', '--runtime', 'nodejs24.x'])
    expect(run.exitCode).toBe(3)
    expect((run.json as Answer).findings).toEqual([{id: 'not-loaded', sentence: expect.stringContaining(sentence)}])
  })

  it('whose handler is another export is told the exports that there are', async () => {
    await using folder = await writeHandler('export const rotate = 1\nexport const other = 2\n')
    const run = await rehearse([folder.path, '--json', '--handler', 'rotation.handler'])
    expect((run.json as Answer).findings.map(({sentence}) => sentence)).toEqual([
      'The handler is not among what its file exports, which is other, rotate: name it with --handler FILE.EXPORT.',
    ])
  })

  it('that asks for such a module in a step only is not judged either', async () => {
    const late = "export const handler = async () => void (await import('@aws-sdk/client-braket'))\n"
    await using folder = await writeHandler(late)
    const run = await rehearse([folder.path, '--json'])
    expect([run.exitCode, (run.json as Answer).findings.map(({id}) => id)]).toEqual([1, ['module-not-here']])
  })

  it('that throws while it loads is told from one that fails in a step', async () => {
    await using folder = await writeHandler("throw new TypeError('too early')\nexport const handler = () => 1\n")
    const run = await rehearse([folder.path])
    expect(run.exitCode).toBe(3)
    expect(run.stdout).toContain('observed the function did not load: TypeError')
    expect(run.stdout).toContain('is unsafe: it cannot be loaded')
    expect(run.stdout).toMatch(/Skipped +\d+ items: the handler cannot be loaded\nPlayed /)
  })

  it('whose setSecret is not implemented is judged as far as it comes', async () => {
    await using folder = await writeHandler(
      (await readFile(rand, 'utf8')).replace(
        'setSecret: pendingValue',
        "setSecret() { throw new Error('not implemented') }",
      ),
    )
    const only = ['loads-and-answers', 'create-uses-given-token', 'crash-is-live', 'crash-is-safe']
    const run = await rehearse([
      folder.path,
      ...only.flatMap(id => ['--only', id]),
      '--cell',
      'createSecret/1/fail-denied',
      '--cell',
      'rotation',
      '--json',
    ])
    const {items} = run.json as Answer
    expect(run.exitCode).toBe(3)
    expect(Object.fromEntries(items.map(({id, verdict, reason}) => [id, reason ?? verdict]))).toEqual({
      'loads-and-answers': 'fail',
      'create-uses-given-token': 'pass',
      'crash-is-safe': 'pass',
      'crash-is-live': 'an undisturbed rotation fails in setSecret too',
    })
  })
})
