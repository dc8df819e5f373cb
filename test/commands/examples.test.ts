import type {Command} from '@oclif/core/command'
import {PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {parse} from 'shell-quote'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {sourceCommands} from '../../src/lib/cli/dev.ts'
import {writeRecordsFile} from '../../src/lib/records/files.ts'
import {aRecord} from '../support/a-record.ts'
import {hour} from '../support/a-secret.ts'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'

/** Examples that are run elsewhere: they start processes, need built packages, or are a line of a shell around the command. */
const elsewhere = ['completion', 'demo', 'deploy', 'rehearse', 'sandbox:run', 'sandbox:start']

const commands = Object.entries(await sourceCommands(resolve(import.meta.dirname, '../..')))
const examples = commands.flatMap(([id, command]) => linesOf(id, command)).filter(({id}) => !elsewhere.includes(id))

/** On a clock that stands still nothing that is watched comes to an end, and a rotation is only shown. */
const bounds: Readonly<Record<string, readonly string[]>> = {watch: ['--timeout', '1s'], rotate: ['--dry-run']}

interface Example {
  readonly id: string
  readonly line: string
}

function linesOf(id: string, {examples}: Command.Class): readonly Example[] {
  return examples.map(example => {
    const text = typeof example === 'string' ? example : example.command
    const words = {'config.bin': 'secrot', 'command.id': id.replaceAll(':', ' ')}
    return {id, line: text.replaceAll(/<%= (.+?) %>/g, (_, name: keyof typeof words) => words[name])}
  })
}

let fleet: RotatingFleet
let folder: string

beforeAll(async () => {
  fleet = await startFleet()
  folder = await mkdtemp(join(tmpdir(), 'secrot-examples-'))
  await mkdir(join(folder, 'doctor'))
  await writeFile(join(folder, 'keystore.p12'), Buffer.from([0, 255, 1]))
  await writeFile(join(folder, 'pg-login'), '#!/bin/sh\ncat >/dev/null\nexit 20\n', {mode: 0o755})
  await fleet.secret('prod/api', await fleet.rotator('api-rotation'))
  await fleet.secret('prod/orders/db', await fleet.rotator('orders-db-rotation'))
  for (const name of ['prod/partner/token', 'prod/tls/keystore', 'prod/ci/deploy-key']) await fleet.secret(name)
  const value = {SecretId: 'prod/orders/db', SecretString: '{"username":"orders","password":"old"}'}
  for (let times = 0; times < 2; times += 1) await fleet.secrets.send(new PutSecretValueCommand(value))
  await fleet.secret('prod/left', await fleet.rotator('left-rotation', {failsIn: 'createSecret', how: 'throws'}))
  await fleet.pass(hour)
  await writeRecordsFile(join(folder, 'rehearsals.json'), [aRecord()], {force: false})
  await fleet.run(['doctor', 'prod/left', '--plan', join(folder, 'repairs.json')])
})

afterAll(async () => {
  await fleet[Symbol.asyncDispose]()
  await rm(folder, {recursive: true, force: true})
})

/** The words of a pasted line, files in a folder of their own, and what `<` hands over. */
function pasted(line: string): {argv: readonly string[]; input: string | undefined} {
  const words = parse(line).map(part => (typeof part === 'string' ? part : 'pattern' in part ? part.pattern : '<'))
  const end = words.includes('<') ? words.indexOf('<') : words.length
  const files = /^(?:repairs\.json|rehearsals\.json|keystore\.p12)$/
  const place = words[1] === 'doctor' ? join(folder, 'doctor') : folder
  const argv = words
    .slice(1, end)
    .map(word => (files.test(word) ? join(place, word) : word.replace('./pg-login', join(folder, 'pg-login'))))
  return {argv, input: end === words.length ? undefined : 'a new token'}
}

describe('an example of the help can be pasted', () => {
  // In the order of the manifest: what an earlier example wrote, a later one may find.
  it.each(examples)('$line', async ({id, line}) => {
    const {argv, input} = pasted(line)
    const follows = argv.includes('--follow')
    const run = await fleet.run([...argv, ...(bounds[id] ?? [])], {
      env: {NO_COLOR: '1'},
      ...(follows ? {interrupt: AbortSignal.timeout(500)} : {}),
      ...(input === undefined ? {tty: {columns: 100}, answerElse: id === 'menu' ? '\u001B' : 'n'} : {input}),
    })
    expect({line, said: run.exitCode === 2 ? run.stderr : ''}).toEqual({line, said: ''})
    expect(run.stderr).not.toContain('UNEXPECTED')
  })
})
