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
/** In place of what the bundle never calls, so that its code is not in it. */
const absent = (member: string): string => `{${member}() { throw new Error('secrot is built without ${member}') }}`
const lazyDefault = (name: string): string =>
  `{get default() { return __importDefault(require(${JSON.stringify(name)})).default }}`

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
    replace: `const tinyglobby_1 = ${absent('glob')};`,
    why: 'The bundle knows its commands from the manifest and searches no folder.',
  },
  {
    file: '@oclif/core/lib/errors/errors/cli.js',
    find: 'const wrap_ansi_1 = __importDefault(require("wrap-ansi"));',
    replace: `const wrap_ansi_1 = ${lazyDefault('wrap-ansi')};`,
    why: 'Only oclif prints its errors with it, and secrot prints its own; it costs 5 ms.',
  },
  {
    file: '@oclif/core/lib/errors/errors/pretty-print.js',
    find: 'const wrap_ansi_1 = __importDefault(require("wrap-ansi"));',
    replace: `const wrap_ansi_1 = ${lazyDefault('wrap-ansi')};`,
    why: 'Only oclif prints its errors with it, and secrot prints its own; it costs 5 ms.',
  },
  {
    file: '@oclif/core/lib/help/index.js',
    find: 'const ts_path_1 = require("../config/ts-path");',
    replace: `const ts_path_1 = ${absent('tsPath')};`,
    why: 'Nothing of the bundle is TypeScript; the search for it costs 2 ms, and 25 kB at each start.',
  },
  {
    file: '@oclif/core/lib/config/config.js',
    find: 'const ts_path_1 = require("./ts-path");',
    replace: `const ts_path_1 = ${absent('tsPath')};`,
    why: 'Nothing of the bundle is TypeScript; the search for it costs 2 ms, and 25 kB at each start.',
  },
  {
    file: '@oclif/core/lib/config/plugin.js',
    find: 'const ts_path_1 = require("./ts-path");',
    replace: `const ts_path_1 = ${absent('tsPath')};`,
    why: 'Nothing of the bundle is TypeScript; the search for it costs 2 ms, and 25 kB at each start.',
  },
  {
    file: '@oclif/core/lib/config/index.js',
    find: 'var ts_path_1 = require("./ts-path");',
    replace: `var ts_path_1 = ${absent('tsPath')};`,
    why: 'Nothing of the bundle is TypeScript; the search for it costs 2 ms, and 25 kB at each start.',
  },
  {
    file: '@oclif/core/lib/module-loader.js',
    find: 'const ts_path_1 = require("./config/ts-path");',
    replace: `const ts_path_1 = ${absent('tsPath')};`,
    why: 'Nothing of the bundle is TypeScript; the search for it costs 2 ms, and 25 kB at each start.',
  },
  {
    file: '@oclif/core/lib/errors/handle.js',
    find: 'const index_1 = require("../help/index");',
    replace: `const index_1 = ${lazy('../help/index', 'Help')};`,
    why: 'A command that runs prints no help.',
  },
  {
    file: '@oclif/core/lib/index.js',
    find: 'checkCWD();\ncheckNodeVersion();',
    replace: 'checkCWD();',
    why: 'bin/run.js has checked the version; this one looks for a package.json that is not there, and loads semver for 9 ms.',
  },
  {
    file: '@oclif/core/lib/index.js',
    find: "const semver = require('semver');",
    replace: 'const semver = undefined;',
    why: 'Goes with the one before.',
  },
  {
    file: '@oclif/core/lib/config/plugin-loader.js',
    find: 'const minimatch_1 = require("minimatch");',
    replace: `const minimatch_1 = ${absent('minimatch')};`,
    why: 'secrot has no plugins to choose from.',
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
  {
    file: '@smithy/node-http-handler/dist-cjs/index.js',
    find: 'const node_https = require("node:https");',
    replace:
      'const node_https = {get Agent() { return require("node:https").Agent }, get request() { return require("node:https").request }};',
    why: 'An endpoint without TLS needs none of it; it costs 8 ms.',
  },
  {
    file: '@smithy/node-http-handler/dist-cjs/index.js',
    find: 'httpsAgent instanceof node_https.Agent || typeof httpsAgent?.destroy',
    replace: 'typeof httpsAgent?.destroy',
    why: 'Goes with the one before: every agent can be destroyed.',
  },
  {
    file: '@smithy/node-http-handler/dist-cjs/index.js',
    find: 'return new node_https.Agent({ keepAlive, maxSockets, ...httpsAgent });',
    replace: `return {
                    destroy() { this.made?.destroy() },
                    get agentOnUse() { return this.made ??= new node_https.Agent({ keepAlive, maxSockets, ...httpsAgent }) },
                };`,
    why: 'Goes with the one before: the agent is made by the first request that wants it.',
  },
  {
    file: '@smithy/node-http-handler/dist-cjs/index.js',
    find: 'isSSL ? config.httpsAgent : config.httpAgent',
    replace: 'isSSL ? (config.httpsAgent.agentOnUse ?? config.httpsAgent) : config.httpAgent',
    why: 'Goes with the one before.',
  },
  {
    file: '@smithy/core/dist-es/submodules/checksum/crc32/Crc32Node.js',
    find: 'import * as zlib from "node:zlib";',
    replace: 'const zlib = {crc32: (...args) => process.getBuiltinModule("node:zlib").crc32(...args)};',
    why: 'Event streams alone are checked with it; zlib costs 2 ms.',
  },
  {
    file: '@smithy/core/dist-es/submodules/cbor/cbor-decode.js',
    find: 'const textDecoder = new TextDecoder();',
    replace: 'let made; const textDecoder = {decode: bytes => (made ??= new TextDecoder()).decode(bytes)};',
    why: 'No service that secrot calls speaks CBOR; the decoder costs 3 ms.',
  },
  {
    file: '@smithy/core/dist-es/submodules/cbor/codec-v2/CborShapeDeserializer2.js',
    find: 'const textDecoder = new TextDecoder();',
    replace: 'let made; const textDecoder = {decode: bytes => (made ??= new TextDecoder()).decode(bytes)};',
    why: 'No service that secrot calls speaks CBOR; the decoder costs 3 ms.',
  },
  {
    file: '@smithy/core/dist-es/submodules/serde/util-stream/stream-type-check.js',
    find: 'typeof ReadableStream === "function" &&\n    (stream?.constructor?.name === ReadableStream.name || stream instanceof ReadableStream)',
    replace: 'stream?.constructor?.name === "ReadableStream"',
    why: 'Goes with the next one: Node answers with its own streams, and the name alone loads the web streams.',
  },
  {
    file: '@smithy/core/dist-es/submodules/serde/util-stream/checksum/ChecksumStream.browser.js',
    find: 'typeof ReadableStream === "function" ? ReadableStream : function () { }',
    replace: 'function () { }',
    why: 'Only browsers read with it, and its name alone loads the web streams, 2 ms.',
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
