#!/usr/bin/env node
'use strict'
// Runs the TypeScript sources; for development only. Node 24 takes the types away by itself.
const {dirname} = require('node:path')

void import('../src/lib/cli/dev.ts').then(async ({runSources}) => {
  process.exit(await runSources(dirname(__dirname), process.argv.slice(2)))
})
