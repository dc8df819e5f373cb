#!/usr/bin/env node
'use strict'
// Keep to what every Node understands until its version is known; `engines` of package.json says the same.
var version = process.versions.node.split('.').map(Number)
var since = {22: [22, 2], 24: [15, 0]}[version[0]] || [0, 0]
var tooOld = version[0] < 22 || version[0] === 23 || version[0] === 25
if (tooOld || version[1] < since[0] || (version[1] === since[0] && version[2] < since[1])) {
  process.stderr.write(
    'secrot needs Node.js 22.22.2 or later, 24.15.0 or later, or 26: this is ' + process.version + '.\n',
  )
  process.stderr.write('Install one of them (https://nodejs.org), then run the same command again.\n')
  process.exit(2)
}
if (process.argv.length === 3 && process.argv[2] === '--version') {
  var {name, version: own} = require('../package.json')
  process.stdout.write(`${name}/${own} ${process.platform}-${process.arch} node-${process.version}\n`)
} else {
  require('../dist/cache.cjs').enableOwnCache()
  void require('../dist/main.cjs').start(process.argv.slice(2))
}
