import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {notifierFile} from '../src/lib/cli/notifier-file.ts'
import {bundle} from './bundle.ts'
import {notifierZip} from './notifier.ts'
import {buildRotators} from './rotators.ts'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')
await bundle(dist)
const stale = await buildRotators(join(dist, 'rotators'))
mkdirSync(dirname(notifierFile(root)), {recursive: true})
writeFileSync(notifierFile(root), await notifierZip())
for (const name of stale) console.warn(`${name} has changed since it was rehearsed: npm run rotators:record -- ${name}`)
