import {join, resolve} from 'node:path'
import {readSubject} from '../src/lib/operations/rehearse/read-subject.ts'
import {readTargets} from '../src/lib/operations/rehearse/read-targets.ts'
import {rehearseSubject} from '../src/lib/operations/rehearse/rehearse.ts'
import {crashMatrixItems} from '../src/lib/rehearse/items/lists/crash-matrix.ts'
import {packagedRotators} from '../src/lib/rotators/catalogue.ts'
import type {PackagedRotator} from '../src/lib/rotators/packaged.ts'
import {startSandbox} from '../src/lib/sandbox/index.ts'
import {Sensitive} from '../src/lib/sensitive.ts'
import {report, skipped} from './measure.ts'

/** Where the build puts the packages. */
const FOLDER = join(resolve(import.meta.dirname, '..'), 'dist/rotators')

/** The whole crash matrix of each rotator as it is deployed; that of a database takes as long as its server does. */
export async function packagedMatrices(): Promise<boolean> {
  const results: boolean[] = []
  for (const rotator of packagedRotators) {
    if (rotator.rehearsedOn.startsWith('postgres') || rotator.rehearsedOn.startsWith('mysql')) {
      skipped(`crash matrix of ${rotator.name}`, 'it is played on a server, which decides how long it takes')
    } else results.push(await matrix(rotator))
  }
  return results.every(Boolean)
}

const nothing = () => {}

async function matrix(rotator: PackagedRotator): Promise<boolean> {
  const {name, rehearsedOn, rehearsedWith, kind} = rotator
  const nobody = {env: {}, resolveHost: async () => []}
  const subject = await readSubject(
    {kind: 'packaged', rotator, folder: FOLDER},
    {installed: {node: process.versions.node}},
  )
  const targets = await readTargets({named: [rehearsedOn], disposable: false, hosts: []}, nobody)
  const startedAt = performance.now()
  const {report: rehearsed} = await rehearseSubject(
    {
      startSandbox,
      progress: {line: nothing, activity: nothing, warn: nothing},
      signal: new AbortController().signal,
      readLogin: () => Promise.reject(new Error(`${rehearsedOn} has no administrator`)),
    },
    {
      subject,
      targets,
      kind,
      seed: 7,
      only: crashMatrixItems.map(({id}) => id),
      ...(rehearsedWith === undefined ? {} : {value: new Sensitive(rehearsedWith)}),
    },
  )
  const value = (performance.now() - startedAt) / 1000
  const {played} = rehearsed.scenarios
  return report({what: `crash matrix of ${name}, ${played} cells`, value, atMost: 10, unit: ' s'})
}
