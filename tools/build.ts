import {join, resolve} from 'node:path'
import {bundle} from './bundle.ts'
import {buildRotators} from './rotators.ts'

const dist = resolve(import.meta.dirname, '../dist')
await bundle(dist)
await buildRotators(join(dist, 'rotators'))
