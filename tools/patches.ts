/** A change made to a dependency while it is bundled. The build fails when `find` is not there exactly once. */
export interface Patch {
  /** Path within the top node_modules. */
  readonly file: string
  readonly find: string
  readonly replace: string
  readonly why: string
}

const lazy = (name: string, member: string): string =>
  `{get ${member}() { return require(${JSON.stringify(name)}).${member} }}`

export const patches: readonly Patch[] = [
  {
    file: '@oclif/core/lib/util/os.js',
    find: 'const node_child_process_1 = require("node:child_process");',
    replace: `const node_child_process_1 = ${lazy('node:child_process', 'execSync')};`,
    why: 'child_process costs 4 ms at every start and is used on Windows only.',
  },
  {
    file: '@oclif/core/lib/util/os.js',
    find: `return (await import('wsl-utils')).isWsl ? 'wsl' : (0, node_os_1.platform)();`,
    replace: 'return (0, node_os_1.platform)();',
    why: 'The name of the platform is shown by --version only, which says linux on WSL too; it costs a file and child_process.',
  },
  {
    file: '@oclif/core/lib/parser/parse.js',
    find: 'const node_readline_1 = require("node:readline");',
    replace: `const node_readline_1 = ${lazy('node:readline', 'createInterface')};`,
    why: 'readline is needed for arguments read from stdin, which no command has.',
  },
  {
    file: '@oclif/core/lib/config/plugin.js',
    find: 'const tinyglobby_1 = require("tinyglobby");',
    replace: `const tinyglobby_1 = ${lazy('tinyglobby', 'glob')};`,
    why: 'The bundle knows its commands from the manifest and searches no folder.',
  },
  {
    file: 'string-width/index.js',
    find: 'const segmenter = new Intl.Segmenter();',
    replace: 'let loaded; const segmenter = {segment: text => (loaded ??= new Intl.Segmenter()).segment(text)};',
    why: 'Our own texts are counted without it; it costs 15 ms.',
  },
  {
    file: 'string-width/index.js',
    find: 'const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;',
    replace: `let emoji; const rgiEmojiRegex = {test: text => (emoji ??= new RegExp('^\\\\p{RGI_Emoji}$', 'v')).test(text)};`,
    why: 'The table of all emoji costs 20 ms.',
  },
  {
    file: '@smithy/node-http-handler/dist-cjs/index.js',
    find: 'const http2 = require("node:http2");',
    replace: `const http2 = ${lazy('node:http2', 'connect')};`,
    why: 'No service that secrot calls speaks HTTP/2; it costs 7 ms.',
  },
  {
    file: '@smithy/node-http-handler/dist-cjs/index.js',
    find: 'const { constants } = http2;',
    replace: 'const constants = new Proxy({}, {get: (_, name) => require("node:http2").constants[name]});',
    why: 'Goes with the one before.',
  },
]

/** Whether a file has patches. */
export function isPatched(path: string): boolean {
  return patchesOf(path).length > 0
}

/** The text of a file with its patches. Throws when one of them does not match exactly once. */
export function patched(path: string, text: string): string {
  let result = text
  for (const {file, find, replace} of patchesOf(path)) {
    const parts = result.split(find)
    if (parts.length !== 2) throw new Error(`The patch of ${file} matches ${parts.length - 1} times: ${find}`)
    result = parts.join(replace)
  }
  return result
}

function patchesOf(path: string): readonly Patch[] {
  // Copies of older versions lie deeper, within the modules that need them.
  const [, file, deeper] = path.replaceAll('\\', '/').split('node_modules/')
  return deeper === undefined ? patches.filter(patch => patch.file === file) : []
}
