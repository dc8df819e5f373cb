import {globSync, readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {allImports, cycles, importTableBreaches, linesWith, type Sources} from './support/structure.ts'

const root = resolve(import.meta.dirname, '..')

function read(pattern: string): Sources {
  const paths = globSync(pattern, {cwd: root}).map(path => path.replaceAll('\\', '/'))
  return new Map(paths.map(path => [path, readFileSync(join(root, path), 'utf8')]))
}

const sources = read('src/**/*.ts')
const tests = read('test/**/*.ts')

/** A rule over sources: breaches in the real tree must be none, and the bad example must be one. */
interface Rule {
  readonly name: string
  readonly breaches: (sources: Sources) => readonly string[]
  readonly bad: Readonly<Record<string, string>>
  readonly over?: Sources
}

const rules: readonly Rule[] = [
  {
    name: 'imports follow the import table',
    breaches: importTableBreaches,
    bad: {'src/lib/operations/x.ts': "import {themeFor} from '../output/theme.ts'"},
  },
  {
    name: 'the rotators import nothing of ours',
    breaches: importTableBreaches,
    bad: {'src/lib/rotators/x.ts': "import {SecrotError} from '../errors.ts'"},
  },
  {
    name: 'imports of types follow the import table',
    breaches: importTableBreaches,
    bad: {'src/lib/rotation/x.ts': "import type {Gateways} from '../aws/gateways.ts'"},
  },
  {
    name: 'the sandbox imports nothing of ours',
    breaches: importTableBreaches,
    bad: {'src/lib/sandbox/wire/x.ts': "import {SecrotError} from '../../errors.ts'"},
  },
  {
    name: 'the core does no input or output',
    breaches: importTableBreaches,
    bad: {'src/lib/rotation/x.ts': "import {readFile} from 'node:fs/promises'"},
  },
  {
    name: 'each library of the terminal has one user',
    breaches: importTableBreaches,
    bad: {'src/lib/output/views/x.ts': "import chalk from 'chalk'"},
  },
  {
    name: 'what is loaded on use follows the import table too',
    breaches: importTableBreaches,
    bad: {'src/lib/doctor/x.ts': "const {secretsGateway} = await import('../aws/secrets.ts')"},
  },
  {
    name: 'no imports go round in a circle',
    breaches: cycles,
    bad: {
      'src/lib/rotation/a.ts': "import type {B} from './b.ts'",
      'src/lib/rotation/b.ts': "import {a} from './a.ts'",
    },
  },
  {
    name: 'the wall clock and chance are read in the clocks only',
    // sandbox/runtime/child runs in the process of a function, as Lambda's own runtime does.
    breaches: files =>
      linesWith(
        files,
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/,
        /^src\/lib\/(cli\/clock|rotators\/clock|notifier\/clock|sandbox\/clock|sandbox\/runtime\/child\/.*|sandbox\/scenarios\/.*\/handlers\/.*)\.ts$/,
      ),
    bad: {'src/lib/operations/x.ts': 'const now = Date.now()'},
  },
  {
    name: 'whatever listens does so behind the access rules of the sandbox',
    // A relay hands bytes on to a server that has its own login, on loopback alone.
    breaches: files =>
      linesWith(
        files,
        /\bcreate(Secure)?Server\(/,
        /^src\/lib\/(sandbox\/wire\/listener|rehearse\/targets\/relay)\.ts$/,
      ),
    bad: {'src/lib/sandbox/services/x/index.ts': 'createServer(handler).listen(0)'},
  },
  {
    name: 'secret values are revealed in gateways, drivers and probes, for the stage and in versions --reveal only',
    breaches: files =>
      linesWith(
        files,
        /\breveal\(\)/,
        /^src\/(lib\/(aws|probes)\/.*|lib\/rehearse\/revealed-text|lib\/sensitive|commands\/versions)\.ts$/,
      ),
    bad: {'src/lib/operations/reveal-version.ts': 'show(value.reveal())'},
  },
  {
    name: 'versions reveals one value, in one place',
    breaches: files => {
      const lines = linesWith(files, /\breveal\(\)/, /^(?!src\/commands\/versions\.ts$)/)
      return lines.length <= 1 ? [] : lines
    },
    bad: {'src/commands/versions.ts': 'this.writeBare(value.reveal())\nthis.note(value.reveal())'},
  },
  {
    name: 'the mutation door alone gets the mutating gateways',
    breaches: files =>
      linesWith(
        files,
        /\bmutations(Of)?\(/,
        /^src\/lib\/(operations\/mutate|operations\/context|cli\/context|aws\/connect)\.ts$/,
      ),
    bad: {'src/lib/operations/doctor.ts': 'await context.mutations().secrets.moveLabel(input)'},
  },
  {
    // Rotators and the notifier are programs of their own, which run in functions.
    name: 'mutating SDK commands are reached through aws/*-mutations.ts only',
    breaches: files =>
      linesWith(
        files,
        /\b(Put|Update|Create|Delete|Rotate|Cancel|Add|Remove|Tag|Untag|Restore|Invoke|Start|Stop|Publish|Attach|Detach|Replicate|Set|Enable|Disable)[A-Z]?\w*Command\b/,
        /^src\/lib\/(aws\/[a-z]+-mutations|rotators\/.*|notifier\/.*|sandbox\/.*)\.ts$/,
      ),
    bad: {'src/lib/aws/secrets.ts': 'new RotateSecretCommand({SecretId: arn})'},
  },
  {
    name: 'files with mutating commands are imported by aws/connect.ts only',
    breaches: files =>
      allImports(files)
        .filter(one => one.to.endsWith('-mutations.ts') && one.from !== 'src/lib/aws/connect.ts')
        .map(one => `${one.from} imports ${one.to}`),
    bad: {'src/lib/cli/x.ts': "import {secretsMutations} from '../aws/secrets-mutations.ts'"},
  },
  {
    name: 'operations know no process, no console and no colours',
    breaches: files =>
      linesWith(
        files,
        /\bprocess\.|\bconsole\./,
        /^src\/(lib\/(cli|journal|plan|sandbox|rotators\/handler|notifier\/function|probes|output\/mask)\/?.*|commands\/.*)$/,
      ),
    bad: {'src/lib/operations/x.ts': "if (process.env['CI']) console.log('x')"},
  },
  {
    name: 'src/commands holds command classes and nothing else',
    breaches: files =>
      [...files]
        .filter(
          ([path, text]) =>
            path.startsWith('src/commands/') && !/^export default class \w+ extends \w*Command/m.test(text),
        )
        .map(([path]) => path),
    bad: {'src/commands/help-texts.ts': "export const text = 'x'"},
  },
  {
    name: 'commands tell which AWS actions they may call',
    breaches: files =>
      [...files]
        .filter(
          ([path, text]) =>
            path.startsWith('src/commands/') &&
            /\bthis\.context\(/.test(text) &&
            !/static override actions\b/.test(text),
        )
        .map(([path]) => path),
    bad: {'src/commands/x.ts': 'export default class X extends BaseCommand { run() { return this.context({}) } }'},
  },
  {
    name: 'files stay readable: 300 lines, but for contracts and tables',
    breaches: files =>
      [...files]
        .filter(([path, text]) => text.split('\n').length > 300 && !/(kernel|table|refusals|gateways)\.ts$/.test(path))
        .map(([path, text]) => `${path} has ${text.split('\n').length} lines`),
    bad: {'src/lib/operations/x.ts': '\n'.repeat(301)},
  },
  {
    name: 'no module is mocked',
    over: tests,
    breaches: files => linesWith(files, /\bvi\.(mock|doMock)\(/, /^test\/structure\.test\.ts$/),
    bad: {'test/lib/x.test.ts': "vi.mock('../src/lib/errors.ts')"},
  },
  {
    name: 'nothing is left to do',
    breaches: files =>
      [...files].flatMap(([path, text]) =>
        text
          .split('\n')
          .filter(line => /\b(TODO|FIXME|XXX|HACK)\b/.test(line))
          .map(line => `${path}: ${line.trim()}`),
      ),
    bad: {'src/lib/x.ts': '// TODO later'},
  },
  {
    name: 'there are no barrels: index.ts stands only at a front door',
    breaches: files =>
      [...files.keys()].filter(
        path =>
          path.endsWith('/index.ts') &&
          !/^src\/(lib\/sandbox\/(index|services\/[a-z]+\/index)|lib\/doctor\/rules\/index|commands\/.*)\.ts$/.test(
            path,
          ),
      ),
    bad: {'src/lib/output/index.ts': "export * from './table.ts'"},
  },
]

describe('the structure', () => {
  it.each(rules)('keeps: $name', ({breaches, over}) => {
    expect(breaches(over ?? sources)).toEqual([])
  })

  it.each(rules)('notices a breach of: $name', ({breaches, bad}) => {
    expect(breaches(new Map(Object.entries(bad)))).not.toEqual([])
  })

  it('has read the sources at all', () => {
    expect(sources.size).toBeGreaterThan(50)
    expect(allImports(sources).length).toBeGreaterThan(sources.size)
  })
})
