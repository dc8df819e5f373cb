#!/usr/bin/env node
// Runs the TypeScript sources; for development only. Node 24 takes the types away by itself.
import {dirname} from 'node:path'
import {fileURLToPath} from 'node:url'
import {runSources} from '../src/lib/cli/dev.ts'

process.exit(await runSources(dirname(dirname(fileURLToPath(import.meta.url))), process.argv.slice(2)))
