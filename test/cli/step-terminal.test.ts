import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {GetFunctionConfigurationCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {openTerminal, terminalEnvironment, type Terminal} from '../support/terminal.ts'

let bench: RotatorBench
let folder: string

beforeEach(async () => {
  bench = await startRotators({clock: {mode: 'real'}})
  folder = await mkdtemp(join(tmpdir(), 'secrot-step-'))
})

afterEach(async () => {
  await bench[Symbol.asyncDispose]()
  await rm(folder, {recursive: true, force: true})
})

/** `secrot step prod/hook` in a terminal, the function trusted; a step that the environment names fails or is slow. */
async function open(environment: Record<string, string>): Promise<Terminal> {
  const {sandbox, secrets} = bench
  const functionArn = await bench.rotator('hook-rotation', {environment: {SAYS_STEP: '1', ...environment}})
  await bench.secret('prod/hook', functionArn)
  const pending = {SecretId: 'prod/hook', SecretString: 'canary-value', VersionStages: ['AWSPENDING']}
  await secrets.send(new PutSecretValueCommand(pending))
  const lambda = new LambdaClient(sandbox.config)
  const {CodeSha256 = ''} = await lambda.send(new GetFunctionConfigurationCommand({FunctionName: functionArn}))
  lambda.destroy()
  return openTerminal(['step', 'prod/hook', '--from', 'setSecret', '--trust-handler', CodeSha256], {
    columns: 100,
    rows: 60,
    env: {...terminalEnvironment(sandbox, folder), NO_COLOR: '1'},
  })
}

describe('step in a terminal', () => {
  it('goes the way of the picture: next, a failure, again, and a yes of its own for finishSecret', async () => {
    const mended = join(folder, 'mended')
    const terminal = await open({FAIL_STEP: 'testSecret', FAIL_FILE: mended})
    await terminal.until(/\? next \[n\], skip to \[s\], stop \[q\]:$/)
    terminal.type('n\r')
    await terminal.until(/result {4}ok, \d+ ms, billed \d+ ms, \d+ of 128 MB, request [0-9a-f]{8}$/m)
    await terminal.until(
      /\? next \[n\], again \[a\], skip to \[s\], event \[e\], log \[l\], changes \[c\], stop \[q\]:$/,
    )
    terminal.type('n\r')
    await terminal.until(/\n {2}result {4}FAILED, \d+ ms, Unhandled: TargetError, request [0-9a-f]{8}$/m)
    await terminal.until(/\? again \[a\], skip to \[s\], event \[e\], log \[l\], changes \[c\], stop \[q\]:$/)
    await writeFile(mended, '')
    terminal.type('a\r')
    await terminal.until(/\? Send finishSecret\? \(y\/N, --until finishSecret\)$/)
    terminal.type('y\r')
    expect(await terminal.end()).toBe(0)
    expect(terminal.screen()).toMatch(/^ {2}log {7}\d\d:\d\d:\d\d TargetError at testSecret \(index\.mjs:\d+:\d+\)$/m)
    expect(terminal.screen()).toMatch(/^ {2}changed {3}AWSCURRENT \S{8} → \S{8} · AWSPREVIOUS on \S{8}$/m)
    expect(terminal.screen()).toMatch(/^✔ finished prod\/hook: \S{8} is in use\./m)
    expect(terminal.raw()).not.toContain('canary')
  })

  it('has no default: Enter, or a letter that is not offered, asks again and sends nothing', async () => {
    const terminal = await open({})
    await terminal.until(/stop \[q\]:$/)
    terminal.type('\r')
    await terminal.until(/Type n, s, q, and Enter\./)
    terminal.type('a')
    await terminal.until(/stop \[q\]: a$/m)
    terminal.type('\r')
    // The letter that was no answer is gone.
    await terminal.until(/stop \[q\]:\n.*Type n, s, q, and Enter\./)
    terminal.type('q\r')
    expect(await terminal.end()).toBe(3)
    expect(terminal.screen()).toMatch(/^○ stopped, nothing was sent \(exit 3\)$/m)
  })

  it('leaves a step that runs with Ctrl-C, says that it may go on, and ends with 130', async () => {
    const terminal = await open({SLOW_STEP: 'setSecret', SLOW_MS: '8000'})
    await terminal.until(/stop \[q\]:$/)
    terminal.type('n\r')
    await terminal.until(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] setSecret runs$/m)
    terminal.type('\u0003')
    expect(await terminal.end()).toBe(130)
    expect(terminal.screen()).toMatch(/interrupted while setSecret of prod\/hook ran: the function may go on until/)
    expect(terminal.screen()).toMatch(/^Next: secrot status prod\/hook$/m)
  })

  it('says at a question, too, that Ctrl-C ended it (130)', async () => {
    const terminal = await open({})
    await terminal.until(/stop \[q\]:$/)
    terminal.type('\u0003')
    expect(await terminal.end()).toBe(130)
  })
})
