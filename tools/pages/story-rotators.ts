import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {rotatorsFolder} from '../../src/lib/cli/rotators-folder.ts'
import {buildRotators} from '../rotators.ts'
import {type PageStage, startStage} from './stage.ts'
import type {Transcripts} from './transcripts.ts'

/** secrot with the packages of the rotators, as it is published. */
export async function tellRotators(): Promise<Transcripts> {
  await using stage = await startStage()
  const root = await mkdtemp(join(tmpdir(), 'secrot-pages-'))
  try {
    await buildRotators(rotatorsFolder(root))
    return {
      rotators: [await stage.take(['rotators'], {root})],
      deploy: await deployed(stage, root),
      destroy: await destroyed(stage),
    }
  } finally {
    await rm(root, {recursive: true, force: true})
  }
}

/** Somebody who may do everything, as whoever deploys must. */
async function deployed({take, oncall}: PageStage, root: string): Promise<readonly string[]> {
  const {url, credentials} = oncall.sandbox
  const argv = ['deploy', 'random-password', '--secret', 'prod/session-key', '--later']
  const text = await take(argv, {root, sandbox: {url, credentials}, answers: ['y']})
  return [text.replaceAll(root, '/opt/secrot')]
}

async function destroyed({take, oncall}: PageStage): Promise<readonly string[]> {
  const {url, credentials} = oncall.sandbox
  const name = 'secrot-random-password'
  return [await take(['destroy', name], {sandbox: {url, credentials}, answers: [name]})]
}
