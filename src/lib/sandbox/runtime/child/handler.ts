import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {basename, dirname, join, parse, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import {RuntimeError} from './errors.ts'

export type Handler = (event: unknown, context: object, callback: Callback) => unknown
export type Callback = (error?: unknown, result?: unknown) => void

/**
 * Loads `folder/file.export.path` from the package: file.js by the type of its package.json, else file.mjs, file.cjs.
 * Throws the errors of Lambda's runtime. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  const match = /^([^.]*)\.(.+)$/.exec(basename(name))
  if (match === null) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler')
  const [, file = '', exported = ''] = match
  const module = await loadModule(taskRoot, join(dirname(name), file))
  const found = exported
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], module)
  if (found === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported${exportsOf(module)}`)
  }
  if (typeof found !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${name} is not a function`)
  return found as Handler
}

/** Lambda does not say it. */
function exportsOf(module: unknown): string {
  const names = Object.keys(Object(module) as object).filter(name => /^[\w$]{1,40}$/.test(name))
  return names.length === 0 ? '' : ` (the file exports: ${names.slice(0, 8).join(', ')})`
}

async function loadModule(taskRoot: string, path: string): Promise<unknown> {
  const file = resolve(taskRoot, path)
  try {
    if (existsSync(`${file}.js`)) {
      return isModule(file, taskRoot) ? await importFile(`${file}.js`) : requireFile(`${file}.js`)
    }
    if (existsSync(`${file}.mjs`)) return await importFile(`${file}.mjs`)
    if (existsSync(`${file}.cjs`)) return requireFile(`${file}.cjs`)
  } catch (error) {
    throw asLoadError(error)
  }
  throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${path}'`)
}

async function importFile(file: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    // Of an ECMAScript module Node tells the place on stderr only.
    if (error instanceof SyntaxError) error.stack = `${placeIn(file)}\n${error.stack}`
    throw error
  }
}

function placeIn(file: string): string {
  const {stderr} = spawnSync(process.execPath, ['--check', file], {encoding: 'utf8', timeout: 5000})
  return (stderr ?? '').split('\n')[0] ?? ''
}

function requireFile(file: string): unknown {
  return createRequire(file)(file)
}

// The runtime gives syntax errors and, for CommonJS, missing modules a type of its own; all else keeps its own.
function asLoadError(error: unknown): unknown {
  if (error instanceof SyntaxError)
    return new RuntimeError('Runtime.UserCodeSyntaxError', String(error), {cause: error})
  if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') {
    return new RuntimeError('Runtime.ImportModuleError', String(error), {cause: error})
  }
  return error
}

function isModule(file: string, taskRoot: string): boolean {
  for (let folder = dirname(file); folder.startsWith(taskRoot); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, 'utf8')) as {type?: string}).type === 'module'
    if (folder === parse(folder).root) return false
  }
  return false
}
