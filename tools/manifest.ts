import {writeFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {manifestOf} from '../src/lib/cli/manifest.ts'

const root = resolve(import.meta.dirname, '..')

writeFileSync(resolve(root, 'oclif.manifest.json'), await manifestOf(root))
