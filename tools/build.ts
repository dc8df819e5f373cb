import {join, resolve} from 'node:path'
import {bundle} from './bundle.ts'
import {buildRotators} from './rotators.ts'

const dist = resolve(import.meta.dirname, '../dist')
await bundle(dist)
const stale = await buildRotators(join(dist, 'rotators'))
for (const name of stale) console.warn(`${name} has changed since it was rehearsed: npm run rotators:record -- ${name}`)
