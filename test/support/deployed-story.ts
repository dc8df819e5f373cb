import {shellCommand} from '../../src/lib/shell-words.ts'
import {startDeployBench} from './deploy-bench.ts'
import {asItIs, DeployedClients, type Use, withAccessKey, withApiKey} from './deployed-clients.ts'
import type {TestSandbox} from './sandbox.ts'

/** What came of it, and what a shell showed. */
export interface Told {
  readonly text: string
  readonly requests: number
  readonly refused: readonly string[]
}

interface Deployed {
  /** What was drawn for this story, which the next one has otherwise. */
  readonly drawn?: string
  readonly flags: readonly string[]
  readonly use: Use
}

const SECRET = 'prod/one'

/** What each rotator rotates in its story, and how clients use it. */
const deployed: Readonly<Record<string, (sandbox: TestSandbox) => Deployed | Promise<Deployed>>> = {
  'random-password': () => ({flags: [], use: asItIs}),
  'iam-access-key': async sandbox => {
    const {accessKeyId} = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'svc', policies: {}})
    // The user begins without any key.
    await sandbox.call('iam', 'DeleteAccessKey', {UserName: 'svc', AccessKeyId: accessKeyId})
    return {flags: ['--user', 'svc'], use: withAccessKey(sandbox)}
  },
  'appsync-api-key': sandbox => {
    const {apiId, url} = sandbox.appsync.createApi({accountId: sandbox.accountId, region: sandbox.region})
    return {flags: ['--api', apiId], use: withApiKey(url), drawn: apiId}
  },
}

export const storyRotators = Object.keys(deployed)

/**
 * Deploys a rotator for a new secret, rotates it to its first credential, lets clients loose on it, rotates again, and asks
 * the doctor: as typed into a shell, with real processes and sockets. Throws where a command ends with another code than 0.
 */
export async function tellDeployment(rotator: string): Promise<Told> {
  await using bench = await startDeployBench()
  const {flags, use, drawn = ''} = await deployed[rotator]!(bench.sandbox)
  const shown: string[] = []
  const type = async (argv: readonly string[]): Promise<void> => {
    const seen = {stdout: 0, stderr: 0, text: ''}
    const {exitCode} = await bench.run(argv, {
      env: {NO_COLOR: '1', COLUMNS: '100'},
      onOutput: written => {
        for (const stream of ['stdout', 'stderr'] as const) {
          seen.text += written[stream].slice(seen[stream])
          seen[stream] = written[stream].length
        }
      },
    })
    if (exitCode !== 0) throw new Error(`${argv.join(' ')} ended with ${exitCode}:\n${seen.text}`)
    const text = `$ ${shellCommand(['secrot', ...argv])}\n${seen.text}`.trimEnd().replaceAll(bench.root, '/opt/secrot')
    shown.push(drawn === '' ? text : text.replaceAll(drawn, 'abcdefghijklmnopqrstuvwxyz'))
  }
  await type(['deploy', rotator, '--secret', SECRET, ...flags, '--yes'])
  await type(['rotate', SECRET, '--watch', '--yes'])
  const clients = new DeployedClients(bench.sandbox, SECRET, use)
  try {
    await type(['rotate', SECRET, '--watch', '--yes'])
    await type(['doctor', SECRET, '--read-values'])
    await type(['status', SECRET])
  } finally {
    await clients.stop()
  }
  return {text: shown.join('\n\n'), requests: clients.requests, refused: clients.refused}
}
