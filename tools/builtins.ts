/** Built-in modules of Node that cost milliseconds and that most runs do not need. */
const slow = [
  'child_process',
  'crypto',
  'http',
  'http2',
  'https',
  'readline',
  'readline/promises',
  'stream/consumers',
  'tls',
  'worker_threads',
  'zlib',
]

/** `let node_zlib = require("node:zlib");`, and the line below it that makes a module with a default export of it. */
const requireLine = /^let (\w+) = require\("node:([\w/]+)"\);\n(\1 = [\w.]+\(\1, 1\);\n)?/gm

/**
 * A chunk whose built-in modules cost less. A chunk requires all that any of its modules imports; the slow ones are
 * loaded here by the first use of a member. And rolldown copies a built-in, property by property, to give it a default
 * export: an object that inherits from it does the same at no cost.
 */
export function withLightBuiltins(chunk: string): string {
  return chunk.replaceAll(requireLine, (line, name: string, builtin: string, toModule: string | undefined) => {
    if (toModule !== undefined)
      return `let ${name} = require("node:${builtin}");\n${name} = {__proto__: ${name}, default: ${name}};\n`
    if (!slow.includes(builtin)) return line
    const uses = Array.from(chunk.matchAll(new RegExp(`\\b${name}\\b(?:\\.(\\w+))?`, 'g')), ([, member]) => member)
    // The declaration itself is the one use without a member; where the whole module is handed on, it stays as it is.
    if (uses.filter(member => member === undefined).length > 1) return line
    const members = new Set(uses.filter(member => member !== undefined))
    const getters = [...members].map(member => `get ${member}() { return require("node:${builtin}").${member} }`)
    return `const ${name} = {${getters.join(', ')}};\n`
  })
}
