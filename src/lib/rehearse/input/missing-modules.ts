import {isBuiltin} from 'node:module'
import {posix} from 'node:path'
import type {InputFinding} from '../subject.ts'
import {type CodeText, EXTENSIONS, type HandlerFile} from './code-text.ts'
import {nodeImports, packageNameOf} from './node-imports.ts'
import {pythonImports} from './python-imports.ts'
import {pythonHas} from './python-modules.ts'
import {generation} from './runtime.ts'

export interface ModuleQuestion {
  readonly code: CodeText
  readonly handler: HandlerFile
  /** In which it runs. */
  readonly runtime: string
  /** What was declared, where that is another one. */
  readonly declared?: string | undefined
  readonly layers: readonly string[]
}

/**
 * Modules that the handler, and what it imports of its own package, asks for and nobody has: the package, the language
 * and Lambda do not. What stands in a `try` has another way and is no finding.
 */
export function missingModules(question: ModuleQuestion): readonly InputFinding[] {
  const missing = question.handler.language === 'nodejs' ? missingInNode(question) : missingInPython(question)
  return [...missing].sort().map(module => ({
    id: 'module-missing',
    module,
    sentence: sentence(module, question),
  }))
}

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
const PROVIDED_TO_NODE = /^@(aws-sdk|smithy|aws-crypto)\//

function missingInNode({code, handler}: ModuleQuestion): ReadonlySet<string> {
  const missing = new Set<string>()
  walk(handler.path, path => {
    const specifiers = nodeImports(code.texts.get(path) ?? '')
    for (const specifier of specifiers) {
      if (isBuiltin(specifier) || /^[./#]|:/.test(specifier) || PROVIDED_TO_NODE.test(specifier)) continue
      const name = packageNameOf(specifier)
      if (!code.paths.some(file => file.startsWith(`node_modules/${name}/`) || file.includes(`/node_modules/${name}/`)))
        missing.add(name)
    }
    return specifiers
      .filter(specifier => specifier.startsWith('.'))
      .flatMap(specifier => {
        const base = posix.join(posix.dirname(path), specifier)
        const asked = ['', ...EXTENSIONS.nodejs, ...EXTENSIONS.nodejs.map(extension => `/index${extension}`)]
        return asked
          .map(ending => base + ending)
          .filter(file => code.texts.has(file))
          .slice(0, 1)
      })
  })
  return missing
}

function missingInPython({code, handler, runtime}: ModuleQuestion): ReadonlySet<string> {
  const missing = new Set<string>()
  const own = new Set(
    code.paths.map(path => (path.split('/')[0] ?? '').replace(/\.(py|so|cpython.*\.so|abi3\.so)$/, '')),
  )
  walk(handler.path, path => {
    const imports = pythonImports(code.texts.get(path) ?? '')
    for (const {module, names} of imports) {
      const [top = ''] = module.split('.')
      const vendored = module.startsWith('botocore.vendored') && /\brequests\b/.test(`${module} ${names.join(' ')}`)
      if (own.has(top) || top === '') continue
      if (vendored) missing.add('botocore.vendored.requests')
      else if (!pythonHas(top, generation(runtime))) missing.add(top)
    }
    return imports.flatMap(one => pythonFiles(code, path, one))
  })
  return missing
}

/** Files of the package that an import may mean: the module, or a name out of a folder. */
function pythonFiles(
  {texts}: CodeText,
  from: string,
  {module, names}: {module: string; names: readonly string[]},
): string[] {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0
  const up = dots === 0 ? '.' : posix.join(posix.dirname(from), ...Array.from({length: dots - 1}, () => '..'))
  const base = posix.join(up, module.slice(dots).replaceAll('.', '/'))
  const bases = [base, ...names.map(name => posix.join(base, name))]
  return bases.flatMap(one => [`${one}.py`, posix.join(one, '__init__.py')]).filter(path => texts.has(path))
}

/** Calls `importsOf` once for each file that can be reached. */
function walk(start: string, importsOf: (path: string) => readonly string[]): void {
  const seen = new Set([start])
  for (const path of seen) for (const next of importsOf(path)) seen.add(next)
}

function sentence(module: string, {runtime, declared, layers}: ModuleQuestion): string {
  const old = declared ?? runtime
  if (module === 'aws-sdk') {
    return `aws-sdk (version 2) is imported and not in the package; ${asDeclared(old, 'nodejs', 18)}Lambda provides version 3 (@aws-sdk/*) since nodejs18.x.`
  }
  if (module === 'botocore.vendored.requests') {
    return 'botocore.vendored.requests is imported, which botocore no longer has: put requests into the package.'
  }
  const layer = layers.length > 0 ? ', unless a layer has it, and layers are not here' : ''
  return `${module} is imported, is not in the package and not provided by ${runtime}${layer}: put it into the package.`
}

function asDeclared(runtime: string, language: string, since: number): string {
  return runtime.startsWith(language) && generation(runtime) < since ? `${runtime} had it, ` : ''
}
