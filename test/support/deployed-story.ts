import {packagedRotators} from '../../src/lib/rotators/catalogue.ts'
import type {PackagedRotator} from '../../src/lib/rotators/packaged.ts'
import {shellCommand} from '../../src/lib/shell-words.ts'
import {clearedUp} from './cleared-up.ts'
import {withoutServer} from './database-stage.ts'
import {startDeployBench} from './deploy-bench.ts'
import {DeployedClients} from './deployed-clients.ts'
import {deployments, SECRET} from './deployed-targets.ts'

/** What came of it, and what a shell showed. */
export interface Told {
  readonly text: string
  readonly requests: number
  readonly refused: readonly string[]
  /** How often a refusal made a client read the secret again. */
  readonly readAgain: number
  /** Of the value after each rotation, where it names one. */
  readonly users: readonly (string | undefined)[]
}

/** A rotator with a story. `missing`: what it cannot be told without here. */
export interface Story {
  readonly rotator: string
  readonly kind: PackagedRotator['kind']
  readonly missing: string | undefined
}

/** Every rotator has one. */
export const stories: readonly Story[] = packagedRotators.map(about => ({
  rotator: about.name,
  kind: about.kind,
  missing: withoutServer(about),
}))

/**
 * Deploys a rotator for a secret, rotates it, lets clients loose on it, rotates again, and asks the doctor: as typed into
 * a shell, with real processes and sockets. Throws where a command ends with another code than 0.
 */
export async function tellDeployment({rotator, kind}: Story): Promise<Told> {
  await using bench = await startDeployBench()
  const begin = deployments[rotator]
  if (begin === undefined) throw new Error(`nothing is known of how ${rotator} is deployed`)
  await using deployed = await begin(bench.sandbox)
  const {flags, use, drawn = ''} = deployed
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
  const users: (string | undefined)[] = []
  const rotate = async (): Promise<void> => {
    await type(['rotate', SECRET, '--watch', '--yes'])
    await clearedUp(bench.sandbox, SECRET)
    const value = await bench.sandbox.call('secretsmanager', 'GetSecretValue', {SecretId: SECRET})
    users.push(/"username":"(\w+)"/.exec((value as {SecretString: string}).SecretString)?.[1])
  }
  await type(['deploy', rotator, '--secret', SECRET, ...flags, '--yes'])
  await rotate()
  // Where a password is replaced, the one before ends: clients read again when they are refused, as they must.
  const clients = new DeployedClients(bench.sandbox, SECRET, use, {readsAgain: kind === 'rep'})
  try {
    await rotate()
    await type(['doctor', SECRET, '--read-values'])
    await type(['status', SECRET])
  } finally {
    await clients.stop()
  }
  const {requests, refused, readAgain} = clients
  return {text: shown.join('\n\n'), requests, refused, readAgain, users}
}
