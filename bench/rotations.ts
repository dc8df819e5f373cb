import {startSandbox} from '../src/lib/sandbox/index.ts'
import {zipFiles} from '../src/lib/sandbox/runtime/zip.ts'
import {withoutPython} from '../test/support/python.ts'
import {median, report, skipped} from './measure.ts'
import {NODE_HANDLER, PYTHON_HANDLER} from './rotation-handlers.ts'

const SANDBOXES = 2
const WARM_UP = 10
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret']
const ALL = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}

type Sandbox = Awaited<ReturnType<typeof startSandbox>>

/** One rotation from a snapshot; answers the milliseconds that putting it back took. */
type Rotate = () => Promise<number>

/** Rotations a second of a real function in warm processes that wait in virtual time, each from the same snapshot. */
export async function rotations(): Promise<boolean> {
  await measure('Node', 300, {Runtime: 'nodejs24.x', Handler: 'index.handler'}, {'index.mjs': NODE_HANDLER})
  const absent = withoutPython()
  if (absent !== undefined) skipped('rotations a second, Python', absent)
  else await measure('Python', 60, {Runtime: 'python3.12', Handler: 'app.handler'}, {'app.py': PYTHON_HANDLER})
  return true
}

async function measure(
  language: string,
  count: number,
  members: Readonly<Record<string, string>>,
  files: Record<string, string>,
): Promise<void> {
  const sandboxes = await Promise.all(
    Array.from({length: SANDBOXES}, (_, seed) =>
      startSandbox({seed, clock: {mode: 'manual', startAt: Date.now()}, processTime: 'virtual'}),
    ),
  )
  try {
    const all = await Promise.all(sandboxes.map(sandbox => rotation(sandbox, {...members, files})))
    await Promise.all(all.map(rotate => several(rotate, WARM_UP)))
    const startedAt = performance.now()
    const restores = (await Promise.all(all.map(rotate => several(rotate, count)))).flat()
    const seconds = (performance.now() - startedAt) / 1000
    report({what: `rotations a second, ${language}`, value: (count * SANDBOXES) / seconds})
    report({what: `restore beside a warm worker, ${language}, median`, value: median(restores), atMost: 1, unit: ' ms'})
  } finally {
    await Promise.all(sandboxes.map(sandbox => sandbox.stop()))
  }
}

async function several(rotate: Rotate, count: number): Promise<number[]> {
  const restores: number[] = []
  for (let round = 0; round < count; round++) restores.push(await rotate())
  return restores
}

/** A secret before its first rotation, whose four steps are invoked one after the other. */
async function rotation(
  sandbox: Sandbox,
  {files, ...members}: {readonly files: Record<string, string>},
): Promise<Rotate> {
  const {accountId, world} = sandbox
  const Role = sandbox.iam.addRole({accountId, roleName: 'rotation', policies: {ALL}})
  const ZipFile = Buffer.from(zipFiles(files)).toString('base64')
  const created = await sandbox.call('lambda', 'CreateFunction', {
    FunctionName: 'rotation',
    Role,
    Timeout: 30,
    Code: {ZipFile},
    ...members,
  })
  const {FunctionArn: functionArn} = created as {FunctionArn: string}
  const token = 'b'.repeat(32)
  const secret = {Name: 'a', SecretString: 'first', ClientRequestToken: 'a'.repeat(32)}
  const {ARN: SecretId} = (await sandbox.call('secretsmanager', 'CreateSecret', secret)) as {ARN: string}
  const saved = sandbox.snapshot()
  return async () => {
    const startedAt = performance.now()
    sandbox.restore(saved, {workers: 'keep'})
    const restored = performance.now() - startedAt
    for (const Step of STEPS) {
      const payload = JSON.stringify({Step, SecretId, ClientRequestToken: token})
      const event = {functionArn, payload, invocationType: 'RequestResponse', source: 'bench'} as const
      const result = await world.functions.invoke(event)
      if (result.functionError !== undefined) throw new Error(`${Step} failed: ${result.payload}`)
    }
    return restored
  }
}
