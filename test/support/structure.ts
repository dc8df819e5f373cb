import {dirname, join} from 'node:path/posix'

/** Path of a source, from the top of the repository → its text. */
export type Sources = ReadonlyMap<string, string>

interface Import {
  readonly from: string
  /** Path of a file of ours, or the name of a package. */
  readonly to: string
  readonly typeOnly: boolean
}

interface FolderRule {
  /** Our own folders and top-level modules, beside the folder itself. */
  readonly may: readonly string[]
  /** The same, for `import type` only. */
  readonly mayTypesOf?: readonly string[]
  /** Packages and `node:` modules by prefix. Absent: any. */
  readonly packages?: readonly string[]
}

// Modules at the top of src/lib that know nothing of the rest.
const basics = ['errors', 'sensitive', 'shell-words', 'arn']
const results = ['rotation', 'doctor', 'history', 'journal', 'operations', 'rehearse/report']

/** Who may import whom in src/lib: the table of docs/architecture.md. */
export const folderRules: Readonly<Record<string, FolderRule>> = {
  errors: {may: [], packages: []},
  sensitive: {may: [], packages: ['node:util']},
  'shell-words': {may: [], packages: []},
  arn: {may: [], packages: []},
  rotation: {may: basics, packages: []},
  records: {may: ['rehearse/record', 'journal/folder', 'plan', ...basics], packages: ['node:', 'valibot']},
  doctor: {may: ['rotation', 'rehearse/record', ...basics], mayTypesOf: ['history'], packages: []},
  history: {may: ['rotation', ...basics], packages: []},
  journal: {may: ['rotation', ...basics], packages: ['node:']},
  plan: {may: basics, mayTypesOf: ['doctor'], packages: ['node:', 'valibot']},
  config: {may: ['plan', ...basics], packages: ['node:', 'valibot']},
  probes: {may: basics, mayTypesOf: ['aws'], packages: ['node:', 'shell-quote']},
  aws: {
    may: ['rotation', ...basics],
    packages: ['@aws-sdk/', '@smithy/', '@aws-crypto/sha256-js', 'hpagent', 'node:timers/promises', 'node:fs/promises'],
  },
  packaging: {may: basics, packages: ['node:', 'fflate']},
  rehearse: {may: basics, mayTypesOf: ['sandbox/index'], packages: ['node:', 'valibot', 'yaml', 'pg', 'mysql2']},
  deploy: {may: ['rotation', 'rotators/packaged', ...basics], packages: ['yaml']},
  operations: {
    may: [
      'rotation',
      'deploy',
      'doctor',
      'journal',
      'plan',
      'config',
      'history',
      'probes',
      'records',
      'rehearse',
      'packaging',
      // What is told of them, and nothing that runs in a function.
      'rotators/catalogue',
      'rotators/packaged',
      ...basics,
    ],
    mayTypesOf: ['aws', 'sandbox/index'],
    packages: ['node:crypto', 'node:dns/promises', 'node:path', 'node:fs/promises', 'p-map'],
  },
  output: {
    may: ['rotation', 'rehearse/record', ...basics],
    mayTypesOf: results,
    packages: ['chalk', 'cli-table3', 'ora', 'string-width', 'node:stream', 'node:util'],
  },
  // They run in a function, without the rest of secrot.
  rotators: {may: [], packages: ['node:', '@aws-sdk/', '@smithy/types', 'pg', 'mysql2']},
  // It runs in a function too.
  notifier: {may: [], packages: ['node:crypto', 'node:zlib', '@aws-sdk/']},
  sandbox: {may: []},
  cli: {
    may: [
      'aws',
      'operations',
      'output',
      'journal',
      'config',
      'rotation',
      'doctor',
      'history',
      'probes',
      'records',
      'rehearse',
      'sandbox/index',
      ...basics,
    ],
  },
  commands: {
    may: ['cli', 'operations', 'output/views', ...basics],
    mayTypesOf: ['output/view', ...results],
    packages: ['@oclif/core'],
  },
}

/** Doctor gathers its facts from gateways and probes, by type. */
const exceptions: Readonly<Record<string, readonly string[]>> = {'src/lib/doctor/facts.ts': ['aws', 'probes']}

/** Packages that only one file may import; of drivers, one here and one in functions. */
const soleUsers: Readonly<Record<string, RegExp>> = {
  'cli-table3': /^src\/lib\/output\/table\.ts$/,
  chalk: /^src\/lib\/output\/theme\.ts$/,
  pg: /^src\/lib\/(rehearse\/targets\/postgres-driver|rotators\/databases\/postgresql)\.ts$/,
  mysql2: /^src\/lib\/(rehearse\/targets\/mysql-driver|rotators\/databases\/mysql)\.ts$/,
  ora: /^src\/lib\/output\/progress\.ts$/,
  '@inquirer/prompts': /^src\/lib\/cli\//,
  '@oclif/core': /^src\/(lib\/cli|commands)\//,
}

export function importTableBreaches(sources: Sources): string[] {
  return allImports(sources).flatMap(one => tableBreach(one) ?? [])
}

function tableBreach({from, to, typeOnly}: Import): string | undefined {
  const home = folderOf(from)
  const rule = folderRules[home]
  if (rule === undefined) return `${from}: ${home} is not in the import table`
  if (!to.startsWith('src/')) return packageBreach(from, to, rule)
  const target = folderOf(to)
  if (target === home || rule.may.some(allowed => covers(allowed, to))) return undefined
  const byType = [...(rule.mayTypesOf ?? []), ...(exceptions[from] ?? [])]
  if (typeOnly && byType.some(allowed => covers(allowed, to))) return undefined
  return `${from} imports ${typeOnly ? 'types of ' : ''}${to}`
}

function packageBreach(from: string, to: string, rule: FolderRule): string | undefined {
  const sole = Object.entries(soleUsers).find(([name]) => to === name || to.startsWith(`${name}/`))
  if (sole !== undefined && !sole[1].test(from)) return `${from} imports ${to}, which belongs to ${sole[1].source}`
  if (rule.packages === undefined || rule.packages.some(prefix => to.startsWith(prefix))) return undefined
  return `${from} imports ${to}`
}

/** `output/views` covers what lies in it, `sandbox/index` one file, `aws` a folder or a module at the top. */
function covers(allowed: string, path: string): boolean {
  const inner = path.replace(/^src\/(lib\/)?/, '')
  return inner === `${allowed}.ts` || inner.startsWith(`${allowed}/`)
}

function folderOf(path: string): string {
  const parts = path.replace(/^src\/(lib\/)?/, '').split('/')
  return parts.length === 1 ? (parts[0] ?? '').replace(/\.ts$/, '') : (parts[0] ?? '')
}

/** Circles of imports, each as `a → b → a`; `import type` counts too. */
export function cycles(sources: Sources): string[] {
  const edges = Map.groupBy(allImports(sources), one => one.from)
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at !== -1) found.push([...trail.slice(at), path].join(' → '))
    if (at !== -1 || done.has(path)) return
    for (const edge of edges.get(path) ?? []) visit(edge.to, [...trail, path])
    done.add(path)
  }
  for (const path of sources.keys()) visit(path, [])
  return found
}

export function allImports(sources: Sources): Import[] {
  return [...sources].flatMap(([from, text]) => importsOf(from, text))
}

const statement = /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[\w*{][^'"`;]*?\sfrom\s*)?['"]([^'"\n]+)['"]/g
const dynamic = /\bimport\(\s*['"]([^'"\n]+)['"]/g

function importsOf(from: string, text: string): Import[] {
  const code = withoutComments(text)
  const found = [...code.matchAll(statement)].map(match => ({
    from,
    to: resolved(from, match[2] ?? ''),
    typeOnly: match[1] !== undefined,
  }))
  const loaded = [...code.matchAll(dynamic)].map(match => ({from, to: resolved(from, match[1] ?? ''), typeOnly: false}))
  return [...found, ...loaded]
}

function resolved(from: string, specifier: string): string {
  return specifier.startsWith('.') ? join(dirname(from), specifier) : specifier
}

/** Comments go, strings stay: a `//` inside a string follows a colon or a quote. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[\s;,{}()])\/\/[^\n]*/g, '$1')
}

/** Lines that match `pattern` outside comments, in files that `allowed` does not match. */
export function linesWith(sources: Sources, pattern: RegExp, allowed: RegExp): string[] {
  return [...sources].flatMap(([path, text]) => {
    if (allowed.test(path)) return []
    return withoutComments(text)
      .split('\n')
      .filter(line => pattern.test(line))
      .map(line => `${path}: ${line.trim()}`)
  })
}
