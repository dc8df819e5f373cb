const SPECIFIER = [
  /(?<![\w.$])require\(\s*(['"])([^'"\n]+)\1\s*\)/g,
  /(?<![\w.$])import\(\s*(['"])([^'"\n]+)\1\s*\)/g,
  /(?:^|[\n;}])\s*import\s*(['"])([^'"\n]+)\1/g,
  /(?:^|[\n;}])\s*(?:import|export)\b[^'"`;()]*?\bfrom\s*(['"])([^'"\n]+)\1/g,
]

// How far back the start of a block is looked for: bundles are long.
const FARTHEST = 20_000

/** What a Node source imports, as its text says; what it only tries to import is left out. */
export function nodeImports(text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[\s;,{}()])\/\/[^\n]*/g, '$1')
  const found = SPECIFIER.flatMap(pattern =>
    [...code.matchAll(pattern)].flatMap(match => (isTried(code, match.index) ? [] : [match[2] ?? ''])),
  )
  return [...new Set(found)]
}

/** Inside the block of a `try`, as far as braces tell: who tries has another way. */
function isTried(code: string, at: number): boolean {
  let open = 0
  for (let place = at - 1; place >= 0 && place > at - FARTHEST; place--) {
    if (code[place] === '}') open++
    if (code[place] === '{' && --open < 0) {
      if (/\btry\s*$/.test(code.slice(Math.max(0, place - 20), place))) return true
      open = 0
    }
  }
  return false
}

/** `@scope/name` of `@scope/name/file`. */
export function packageNameOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
