import {LambdaClient, UpdateFunctionCodeCommand} from '@aws-sdk/client-lambda'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import type {Answer} from '../support/rehearse-command.ts'
import {name, startSteppedHook, type SteppedHook} from '../support/stepped-hook.ts'

let hook: SteppedHook
let stateDir = ''
const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:hook-rotation'

beforeEach(async () => {
  hook = await startSteppedHook()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-rehearsed-'))
})
afterEach(async () => {
  await hook[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

/** A function that does nothing at all, which is rehearsed in few scenarios; its digest. */
async function deployIdle(): Promise<string> {
  const lambda = new LambdaClient(hook.bench.sandbox.config)
  const ZipFile = zipFiles({'index.mjs': 'export const handler = async () => undefined\n'})
  const {CodeSha256 = ''} = await lambda.send(new UpdateFunctionCodeCommand({FunctionName: arn, ZipFile}))
  lambda.destroy()
  await hook.bench.sandbox.clock.advance(60_000)
  return CodeSha256
}

const run = (argv: readonly string[]) => hook.bench.run(argv, {stateDir, env: {NO_COLOR: '1'}})

describe('a deployed function that was rehearsed whole', () => {
  it('has a record under the digest that is deployed, and step says its verdict', async () => {
    const codeSha256 = await deployIdle()
    const rehearsed = await run(['rehearse', '--function', arn, '--seed', '7', '--json'])
    const {handler, verdict, scenarios} = rehearsed.json as Answer
    expect(scenarios.complete).toBe(true)
    expect(handler.codeSha256).toBe(codeSha256)
    expect(rehearsed.calledActions).toEqual(['lambda:GetFunction'])
    const step = await run(['step', name, '--only', 'testSecret', '--dry-run'])
    expect(step.stderr).toContain(`rehearsed: ${verdict}\n`)
    const listed = await run(['rehearsal', 'list', '--json'])
    expect(listed.json).toMatchObject({records: [{key: {codeSha256}, verdict, seed: 7}]})
  }, 180_000)
})
