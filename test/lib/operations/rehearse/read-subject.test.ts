import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {strToU8, unzipSync} from 'fflate'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {DeployedFunction, FunctionConfiguration} from '../../../../src/lib/aws/gateways.ts'
import {readSubject} from '../../../../src/lib/operations/rehearse/read-subject.ts'
import {packageOf} from '../../../../src/lib/packaging/package.ts'
import {zipOf} from '../../../../src/lib/packaging/zip.ts'
import {packagedRotator} from '../../../../src/lib/rotators/catalogue.ts'
import type {Subject} from '../../../../src/lib/rehearse/subject.ts'

const installed = {node: '24.21.0', python: '3.11.7'}
const javascript = "require('pg')\nexports.handler = async () => {}\n"
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-subject-'))
})

afterEach(() => rm(folder, {recursive: true}))

async function put(path: string, content: string | Uint8Array): Promise<string> {
  const whole = join(folder, path)
  await mkdir(join(whole, '..'), {recursive: true})
  await writeFile(whole, content)
  return whole
}

const read = (path: string, overrides = {}): Promise<Subject> =>
  readSubject({kind: 'path', path, ...overrides}, {installed})

describe('a packaged rotator', () => {
  it('lacks no module, whatever the words of a library in it look like', async () => {
    const zip = zipOf(new Map([['index.js', strToU8(javascript)]]))
    await put('mysql.zip', zip)
    const subject = await readSubject({kind: 'packaged', rotator: packagedRotator('mysql')!, folder}, {installed})
    expect([subject.source, subject.findings]).toEqual(['mysql', []])
    expect((await read(join(folder, 'mysql.zip'))).findings).toHaveLength(1)
  })
})

describe('what is rehearsed', () => {
  it('is a file alone under its name', async () => {
    const path = await put('rotate.py', 'def lambda_handler(event, context):\n    pass\n')
    await put('secrets.txt', 'not part of it')
    const subject = await read(path)
    expect(Object.keys(unzipSync(subject.code))).toEqual(['rotate.py'])
    expect(subject).toMatchObject({
      source: path,
      handler: 'rotate.lambda_handler',
      runtime: 'python3.11',
      variables: {},
    })
    expect(subject.codeSha256).toBe(packageOf(subject.code).codeSha256)
  })

  it('is a folder, with the modules in it', async () => {
    await put('fn/index.js', javascript)
    await put('fn/node_modules/pg/index.js', '')
    const subject = await read(join(folder, 'fn'))
    expect(subject).toMatchObject({handler: 'index.handler', runtime: 'nodejs24.x', findings: [], notes: []})
    expect(Object.keys(unzipSync(subject.code))).toEqual(['index.js', 'node_modules/pg/index.js'])
    expect((await read(join(folder, 'fn'))).codeSha256).toBe(subject.codeSha256)
  })

  it('is a zip as it is, whatever its name', async () => {
    const zip = zipOf(new Map([['index.js', strToU8(javascript)]]))
    for (const name of ['fn.zip', 'package']) {
      const subject = await read(await put(name, zip))
      expect(Buffer.compare(subject.code, zip)).toBe(0)
      expect(subject.findings).toMatchObject([{id: 'module-missing', module: 'pg'}])
    }
  })

  it('takes handler, runtime and variables from the command line', async () => {
    const path = await put('index.js', 'exports.run = 1')
    const overrides = {handler: 'index.run', runtime: 'nodejs16.x', variables: {STAGE: 'test'}}
    expect(await read(path, overrides)).toMatchObject({
      handler: 'index.run',
      runtime: 'nodejs22.x',
      declaredRuntime: 'nodejs16.x',
      variables: {STAGE: 'test'},
    })
  })

  it('has no variable that Lambda sets itself', async () => {
    const path = await put('index.js', javascript)
    await expect(read(path, {variables: {AWS_REGION: 'x'}})).rejects.toMatchObject({code: 'ENV_RESERVED', exit: 2})
  })

  it.each([
    ['nothing.js', undefined, 'is not there'],
    ['notes.txt', 'hello', 'is neither JavaScript nor Python nor a zip'],
    ['broken.zip', 'PKhello', 'is no zip that can be read'],
  ])('is refused: %s', async (name, content, reason) => {
    const path = content === undefined ? join(folder, name) : await put(name, content)
    await expect(read(path)).rejects.toMatchObject({code: 'CODE_REFUSED', exit: 2, message: `${path} ${reason}.`})
  })
})

describe('what is rehearsed of a template', () => {
  const template = (properties: string): string =>
    `Resources: {Rotate: {Type: AWS::Lambda::Function, Properties: {Handler: index.handler, ${properties}}}}`
  const readOf = (path: string, overrides = {}): Promise<Subject> =>
    readSubject({kind: 'template', path, ...overrides}, {installed})

  it('is inline code in a file named index', async () => {
    const path = await put('stack.yaml', template("Runtime: nodejs24.x, Code: {ZipFile: 'exports.handler = 1'}"))
    const subject = await readOf(path, {resource: 'Rotate'})
    expect(unzipSync(subject.code)).toEqual({'index.js': strToU8('exports.handler = 1')})
    expect(subject).toMatchObject({source: `${path}#Rotate`, handler: 'index.handler', timeoutMs: 3000})
  })

  it('runs in the nearest runtime, and what that one lacks is a finding', async () => {
    const code = 'from botocore.vendored import requests'
    const path = await put('stack.yaml', template(`Runtime: python2.7, Code: {ZipFile: ${code}}`))
    expect(await readOf(path)).toMatchObject({
      runtime: 'python3.11',
      declaredRuntime: 'python2.7',
      notes: [expect.stringContaining('python2.7 no longer exists on Lambda; python3.11')],
      findings: [{id: 'module-missing', module: 'botocore.vendored.requests'}],
    })
  })

  it('is the folder beside the template', async () => {
    await put('src/index.js', javascript)
    const path = await put('stack.yaml', template('Runtime: nodejs24.x, Code: ./src'))
    expect(Object.keys(unzipSync((await readOf(path)).code))).toEqual(['index.js'])
  })

  it('keeps a declared handler that names no file, which the rehearsal then finds as Lambda would', async () => {
    const path = await put(
      'stack.yaml',
      template("Runtime: nodejs24.x, Code: {ZipFile: 'x'}").replace('index.h', 'app.h'),
    )
    expect((await readOf(path)).handler).toBe('app.handler')
    await expect(readOf(path, {handler: 'app.run'})).rejects.toMatchObject({code: 'HANDLER_UNKNOWN', exit: 2})
  })

  it('is refused where inline code has no runtime', async () => {
    const path = await put('stack.yaml', template("Code: {ZipFile: 'x'}"))
    await expect(readOf(path)).rejects.toMatchObject({
      code: 'RUNTIME_UNSUPPORTED',
      exit: 2,
      message: `The inline code of ${path}#Rotate has no Runtime, and Node and Python functions alone can be rehearsed.`,
    })
    expect((await readOf(path, {runtime: 'nodejs24.x'})).runtime).toBe('nodejs24.x')
  })

  it('is refused where the template cannot be read', async () => {
    await expect(readOf(join(folder, 'none.yaml'))).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      exit: 2,
      message: `The template ${join(folder, 'none.yaml')} cannot be read (ENOENT).`,
    })
  })
})

describe('what is rehearsed of a deployed function', () => {
  const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:rotate'
  const zip = zipOf(new Map([['app.mjs', strToU8('export const run = 1')]]))
  const configuration: FunctionConfiguration = {
    arn,
    name: 'rotate',
    runtime: 'nodejs22.x',
    handler: 'app.run',
    timeoutMs: 10_000,
    memoryMb: 512,
    codeSha256: packageOf(zip).codeSha256,
    environmentNames: ['TOKEN'],
    logGroup: '',
    logFormat: 'Text',
    inVpc: false,
    layerArns: ['arn:aws:lambda:eu-central-1:111122223333:layer:db:1'],
  }
  const readOf = (deployed: DeployedFunction | undefined): Promise<Subject> =>
    readSubject({kind: 'function', arn, lambda: {deployed: () => Promise.resolve(deployed)}}, {installed})

  it('is its package with all that it runs on', async () => {
    const subject = await readOf({configuration, variables: {TOKEN: 'x'}, code: zip})
    expect(subject).toEqual({
      source: arn,
      code: zip,
      codeSha256: configuration.codeSha256,
      handler: 'app.run',
      runtime: 'nodejs22.x',
      timeoutMs: 10_000,
      memoryMb: 512,
      variables: {TOKEN: 'x'},
      layers: configuration.layerArns,
      notes: [
        'Its layers are not here: arn:aws:lambda:eu-central-1:111122223333:layer:db:1.',
        'nodejs22.x runs here on Node 24.21.0, another major version, which may behave differently.',
      ],
      findings: [],
    })
  })

  it('is told to lack variables that AWS did not show', async () => {
    const {notes} = await readOf({configuration, variables: {}, variablesRefused: 'AccessDeniedException', code: zip})
    expect(notes[0]).toBe(
      'AWS did not show its environment variables (AccessDeniedException); --env-file sets those that it needs.',
    )
  })

  it.each([
    ['there is none', undefined, {code: 'FUNCTION_NOT_FOUND', exit: 1}],
    ['it is a container image', {configuration, variables: {}}, {code: 'FUNCTION_IS_IMAGE', exit: 2}],
    [
      'another package came',
      {configuration: {...configuration, codeSha256: 'x'}, variables: {}, code: zip},
      {code: 'CODE_DIGEST_DIFFERS', exit: 1},
    ],
  ])('is refused where %s', async (_what, deployed, refusal) => {
    await expect(readOf(deployed)).rejects.toMatchObject(refusal)
  })
})
