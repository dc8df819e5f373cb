import {chmod, chown, link, mkdir, readFile, rename, symlink, writeFile} from 'node:fs/promises'
import {execFileSync} from 'node:child_process'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import type {SecrotRun} from '../support/run-secrot.ts'
import {answers, NAME, type PlanStage, probe, startPlanStage} from '../support/plan-stage.ts'

let plans: PlanStage
let good: string
let before: unknown

beforeAll(async () => {
  plans = await startPlanStage()
  await plans.consumersDown()
  await plans.plan(NAME, ...probe)
  good = await readFile(plans.path, 'utf8')
  before = await plans.stage.versions(NAME)
})
beforeEach(() => plans.write(good))
afterAll(() => plans[Symbol.asyncDispose]())

// eslint-disable-next-line no-control-regex
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** In words and as JSON: exit code, error code and message. What was asked of AWS, and that nothing steers a terminal. */
async function refusal(...words: readonly string[]): Promise<{code: string; message: string; exit: number}> {
  const argv = ['apply', plans.path, ...probe, ...answers, ...words]
  const [said, json] = [await plans.stage.run(argv), await plans.stage.run([...argv, '--json'])]
  const {error} = json.json as {error: {code: string; message: string}}
  expect(said.stderr).toContain(error.code)
  expect(said.exitCode).toBe(json.exitCode)
  for (const run of [said, json]) expectNothing(run)
  return {...error, exit: json.exitCode}
}

function expectNothing(run: SecrotRun): void {
  expect(`${run.stdout}${run.stderr}`).not.toMatch(steering)
  expect(run.calledActions.filter(action => action !== 'sts:GetCallerIdentity')).toEqual([])
}

/** The plan with one member replaced by JSON text. */
function withMember(path: readonly (string | number)[], json: string): string {
  const plan = JSON.parse(good) as Record<string, unknown>
  const place = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, plan)
  place[path.at(-1) ?? ''] = '@@'
  return JSON.stringify(plan).replace('"@@"', () => json)
}

const members: readonly (readonly (string | number)[])[] = [
  ['formatVersion'],
  ['createdAt'],
  ['account'],
  ['partition'],
  ['region'],
  ['secrets'],
  ['secrets', 0],
  ['secrets', 0, 'arn'],
  ['secrets', 0, 'fingerprint'],
  ['secrets', 0, 'fingerprint', 'labels'],
  ['secrets', 0, 'fingerprint', 'labels', 0, 'label'],
  ['secrets', 0, 'fingerprint', 'labels', 0, 'versionId'],
  ['secrets', 0, 'fingerprint', 'rotation'],
  ['secrets', 0, 'fingerprint', 'values'],
  ['secrets', 0, 'fingerprint', 'values', 0, 'versionId'],
  ['secrets', 0, 'fingerprint', 'values', 0, 'value'],
  ['secrets', 0, 'fingerprint', 'answers'],
  ['secrets', 0, 'fingerprint', 'answers', 0, 'answer'],
  ['secrets', 0, 'fingerprint', 'keyUses'],
  ['secrets', 0, 'fingerprint', 'newestEvent'],
  ['secrets', 0, 'fingerprint', 'runningStep'],
  ['secrets', 0, 'fingerprint', 'lastChange'],
  ['secrets', 0, 'repairs'],
  ['secrets', 0, 'repairs', 0, 'finding'],
  ['secrets', 0, 'repairs', 0, 'plan'],
  ['secrets', 0, 'repairs', 0, 'fixClass'],
  ['secrets', 0, 'repairs', 0, 'followedBy'],
  ['secrets', 0, 'repairs', 0, 'attested'],
  ['secrets', 0, 'repairs', 0, 'calls'],
]

const hostile = {
  'an escape sequence': JSON.stringify('\u001B]0;owned\u0007\u001B[2J\u202Egnp'),
  'a shell text': JSON.stringify('$(touch /tmp/owned); `id` && rm -rf ~'),
  'a path': JSON.stringify('../../../../etc/passwd\u0000'),
  'a huge number': '1e999',
  'a number too exact': '9007199254740993',
  nothing: 'null',
  'an object with a prototype': '{"__proto__": {"plan": "finish"}, "constructor": {"prototype": {"fix": true}}}',
  'a deep nesting': `${'['.repeat(5000)}${']'.repeat(5000)}`,
}
const allowed = new Set([
  // What it is without a rotation.
  'secrets.0.repairs.0.followedBy nothing',
  // AWS takes any text for a label, so this one is only not the one that is there.
  'secrets.0.fingerprint.labels.0.label a shell text',
])

describe.each(Object.entries(hostile))('%s', (what, json) => {
  it.each(members.map(path => path.join('.')).filter(path => !allowed.has(`${path} ${what}`)))(
    'in %s is refused: exit 2, nothing read, nothing changed',
    async path => {
      const keys = path.split('.').map(key => (/^\d+$/.test(key) ? Number(key) : key))
      await plans.write(withMember(keys, json))
      const {code, message, exit} = await refusal()
      expect([exit, code]).toEqual([2, 'PLAN_INVALID'])
      expect(message).toMatch(/; allowed: |is no member of a plan|is missing|nested more than/)
      expect(await plans.stage.versions(NAME)).toEqual(before)
    },
  )
})

describe('a plan', () => {
  const edits: Readonly<Record<string, readonly [(text: string) => string, RegExp]>> = {
    'with a member more': [
      text => text.replace('{', '{"endpointUrl": "http://127.0.0.1:1",'),
      /^.* endpointUrl is no member/,
    ],
    'with a member of every object’s prototype': [
      text => text.replace('{', '{"toString": 1,'),
      / toString is no member/,
    ],
    'with __proto__': [text => text.replace('{', '{"__proto__": {"fix": true},'), /__proto__.* is no member of a plan/],
    'with a probe in a secret': [
      text => text.replace('"arn"', '"probe": "touch /tmp/x", "arn"'),
      /secrets\[0\]\.probe is no/,
    ],
    'with a hostile member': [
      text => text.replace('{', '{"\\u001b[2J": 1,'),
      /\["\\u001b\[2J"\] is no member of a plan/,
    ],
    'without an account': [text => text.replace(/"account": "\d+",/, ''), / account is missing/],
    'with an account twice': [
      text => text.replace('{', '{"account": "999988887777",'),
      /the member "account" stands twice in one object/,
    ],
    'with a member twice, once escaped': [
      text => text.replace('{', String.raw`{"\u0061ccount": "999988887777",`),
      /the member "account" stands twice in one object/,
    ],
    'for a secret of another account': [
      text => text.replace('secretsmanager:eu-central-1:111122223333', 'secretsmanager:eu-central-1:999988887777'),
      /secrets\[0\]\.arn is of account 999988887777; allowed: the account of the plan, 111122223333/,
    ],
    'for a secret of another partition': [
      text => text.replace('arn:aws:', 'arn:aws-cn:'),
      /arn is of partition aws-cn/,
    ],
    'with a secret twice': [
      text => {
        const plan = JSON.parse(text) as {secrets: unknown[]}
        return JSON.stringify({...plan, secrets: [...plan.secrets, ...plan.secrets]})
      },
      /secrets\[1\]\.arn stands twice/,
    ],
    'with a day that does not exist': [
      text => text.replace(/"createdAt": "[^"]+"/, '"createdAt": "2026-02-30T00:00:00.000Z"'),
      /a time that exists/,
    ],
    'that is no JSON': [text => text.slice(1), /it is not JSON/],
    'that is a list': [text => `[${text}]`, /the whole .*allowed: an object|is missing/],
    'that is empty': [() => '', /it is not JSON/],
  }

  it.each(Object.entries(edits))('%s is refused: exit 2', async (_, [edit, reason]) => {
    await plans.write(edit(good))
    expect(await refusal()).toEqual({
      exit: 2,
      code: 'PLAN_INVALID',
      message: expect.stringMatching(reason) as string,
      suggestions: expect.anything() as object,
    })
  })
})

it('with a label that is a shell command is stale, and prints no command that would run it', async () => {
  const labels = {label: '$(touch /tmp/owned); `id` && rm -rf ~', versionId: '0'.repeat(32)}
  await plans.write(good.replace('"labels": [', `"labels": [${JSON.stringify(labels)},`))
  const run = await plans.stage.run(['apply', plans.path, ...probe, ...answers])
  expect(run.stdout).toContain('$(touch /tmp/owned); `id` && rm -rf ~ is on nobody, the plan said')
  expect([run.exitCode, run.stderr.match(/^Next: .*$/m)?.[0]]).toEqual([3, expect.not.stringContaining('owned')])
  expect(await plans.stage.versions(NAME)).toEqual(before)
})

describe('a caller, a place or a time that is not the plan’s', () => {
  it.each([
    [
      (text: string) => text.replaceAll('111122223333', '999988887777'),
      [],
      2,
      'PLAN_ELSEWHERE',
      /for account 999988887777/,
    ],
    [
      (text: string) => text.replace('"aws"', '"aws-cn"').replace('arn:aws:', 'arn:aws-cn:'),
      [],
      2,
      'PLAN_ELSEWHERE',
      /for partition aws-cn/,
    ],
    [
      (text: string) => text,
      ['--region', 'us-east-1'],
      2,
      'PLAN_ELSEWHERE',
      /for eu-central-1, --region says us-east-1/,
    ],
    [(text: string) => madeAt(text, -25 * 3_600_000), [], 3, 'PLAN_TOO_OLD', /allows \(24h\)/],
    [(text: string) => madeAt(text, -61_000), ['--max-age', '1m'], 3, 'PLAN_TOO_OLD', /allows \(60s\)/],
    [(text: string) => madeAt(text, 3_600_000), [], 3, 'PLAN_FROM_FUTURE', /it is .* now/],
  ] as const)('is refused (%#)', async (edit, words, exit, code, message) => {
    await plans.write(edit(good))
    expect(await refusal(...words)).toMatchObject({exit, code, message: expect.stringMatching(message) as string})
  })

  it('may be older with --max-age, and is then compared as any', async () => {
    await plans.write(madeAt(good, -25 * 3_600_000))
    const run = await plans.apply('--max-age', '2d', '--dry-run', ...probe)
    expect([run.exitCode, run.json]).toMatchObject([3, {plan: {outcome: 'equal'}}])
  })

  function madeAt(text: string, ms: number): string {
    const at = new Date(plans.stage.clock.now() + ms).toISOString()
    return text.replace(/"createdAt": "[^"]+"/, `"createdAt": "${at}"`)
  }
})

describe('a file that somebody else may have written', () => {
  const files: Readonly<Record<string, readonly [() => Promise<unknown>, RegExp]>> = {
    'a symlink': [
      async () => {
        await rename(plans.path, `${plans.path}.real`)
        await symlink(`${plans.path}.real`, plans.path)
      },
      /is a symlink/,
    ],
    'writable for the group': [() => chmod(plans.path, 0o620), /may be written by others/],
    'writable for everybody': [() => chmod(plans.path, 0o602), /may be written by others/],
    'a folder': [() => mkdir(plans.path), /is no regular file/],
    'a pipe that nobody writes to': [
      async () => execFileSync('sh', ['-c', 'mkfifo "$0"', plans.path]),
      /is no regular file/,
    ],
    'larger than any plan': [
      () => writeFile(plans.path, Buffer.alloc(16 * 1024 * 1024 + 1, 0x20), {mode: 0o600}),
      /is larger than 16 MiB/,
    ],
    'no text': [() => writeFile(plans.path, Buffer.from([0x7b, 0xff, 0x7d]), {mode: 0o600}), /is not UTF-8 text/],
    'not there': [async () => undefined, /is not there/],
  }

  it.each(Object.entries(files))('%s is refused: exit 2', async (_, [make, reason]) => {
    const {rm} = await import('node:fs/promises')
    if (!String(make).includes('rename') && !String(make).includes('chmod')) await rm(plans.path, {force: true})
    try {
      await make()
      expect(await refusal()).toMatchObject({
        exit: 2,
        code: 'PLAN_FILE_REFUSED',
        message: expect.stringMatching(reason) as string,
      })
    } finally {
      await rm(plans.path, {force: true, recursive: true})
    }
  })

  it('that is not there is refused with the command that makes one', async () => {
    const {exitCode, stderr} = await plans.stage.run(['apply', join(plans.folder, 'none.json'), ...probe, ...answers])
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('Make one: secrot doctor SECRET --plan FILE')])
  })

  it.skipIf(process.geteuid?.() !== 0)('of another user is refused (only root can make one)', async () => {
    const theirs = join(plans.folder, 'theirs.json')
    await link(plans.path, theirs)
    await chown(theirs, 65_534, 65_534)
    expect(await refusal()).toMatchObject({
      exit: 2,
      message: expect.stringMatching(/belongs to another user/) as string,
    })
    await chown(theirs, 0, 0)
  })
})
