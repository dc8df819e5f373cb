import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {outputOf, realFile} from '../test/support/real-file.ts'
import {interleaved, report, skipped, type Command} from './measure.ts'
import {requestsPerSecond, signedRequest} from './raw-client.ts'
import {secrot, startSandboxProcess} from './sandbox-process.ts'

const ROUNDS = 25
const SECRET = 'bench/one'

/** Wall time of whole processes, in ratios to bare `node -e 0` and to the AWS CLI on the same endpoint. */
export async function startUp(): Promise<boolean> {
  await using sandbox = await startSandboxProcess()
  const create = {Name: SECRET, SecretString: 'v'.repeat(200), ClientRequestToken: crypto.randomUUID()}
  await requestsPerSecond(sandbox.endpoint, [await signedRequest(sandbox.endpoint, 'CreateSecret', create)], 1)
  const home = await mkdtemp(join(tmpdir(), 'secrot-bench-'))
  try {
    const env = {PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: join(home, 'cache'), ...sandbox.env}
    return judge(env)
  } finally {
    await rm(home, {recursive: true, force: true})
  }
}

function judge(env: NodeJS.ProcessEnv): boolean {
  const node = (name: string, args: readonly string[]): Command => ({name, argv: [process.execPath, ...args], env})
  const cli = awsCli(env)
  const times = interleaved(
    [
      node('bare', ['-e', '0']),
      node('--version', [secrot, '--version']),
      node('--help', [secrot, '--help']),
      node('status', [secrot, 'status', SECRET]),
      ...(cli === undefined ? [] : [cli.command]),
    ],
    ROUNDS,
  )
  const ratio = (name: string, to: string): number => (times.get(name) ?? Number.NaN) / (times.get(to) ?? Number.NaN)
  report({what: 'node -e 0', value: times.get('bare') ?? Number.NaN, unit: ' ms'})
  const kept = [
    report({what: 'secrot --version ÷ node -e 0', value: ratio('--version', 'bare'), atMost: 1.3, unit: '×'}),
    report({what: 'secrot --help ÷ node -e 0', value: ratio('--help', 'bare'), atMost: 2.5, unit: '×'}),
    report({what: 'secrot status SECRET ÷ node -e 0', value: ratio('status', 'bare'), atMost: 5, unit: '×'}),
  ]
  const against = 'secrot status SECRET ÷ aws describe-secret'
  if (cli !== undefined) {
    const {version, atMost} = cli
    kept.push(report({what: `${against} (${version})`, value: ratio('status', 'aws'), atMost, unit: '×'}))
  }
  for (const major of ['1', '2'].filter(each => each !== cli?.major))
    skipped(`${against} (v${major})`, `no AWS CLI v${major} on PATH that knows AWS_ENDPOINT_URL`)
  return kept.every(Boolean)
}

interface AwsCli {
  readonly version: string
  readonly major: string
  readonly atMost: number
  readonly command: Command
}

function awsCli(env: NodeJS.ProcessEnv): AwsCli | undefined {
  const file = realFile('aws')
  const found = file && /aws-cli\/(\d+)\.(\d+)\.\d+/.exec(outputOf(file, ['--version']) ?? '')
  if (file === undefined || !found) return undefined
  const [version, major, minor] = found
  // Older ones know no AWS_ENDPOINT_URL and would reach the real AWS.
  if (Number(minor) < (major === '1' ? 29 : 13)) return undefined
  const argv = [file, 'secretsmanager', 'describe-secret', '--secret-id', SECRET] as const
  return {version, major: major ?? '', atMost: major === '1' ? 0.3 : 0.22, command: {name: 'aws', argv, env}}
}
