import {type CodeText, EXTENSIONS, handlerFile, type HandlerFile, type Language, languageOf} from './code-text.ts'
import {exportedHandlers} from './exported-names.ts'
import {inputRefused} from './refused.ts'

export interface Handler extends HandlerFile {
  /** `index.handler` */
  readonly name: string
}

export interface HandlerWish {
  /** `--handler`. Absent: guessed. */
  readonly named?: string | undefined
  /** Of a declared runtime: guesses in the other language are none. */
  readonly language?: Language | undefined
  /** How the user knows the package. */
  readonly source: string
}

// What the consoles, AWS's samples and SAM's templates call the file, before anything else that exports a handler.
const USUAL = ['index', 'lambda_function', 'app', 'main', 'handler', 'lambda']
const MOST_LISTED = 8

/**
 * The handler of a package: the one that is named, else the one that its sources export. Nothing is executed. Throws
 * HANDLER_UNKNOWN and HANDLER_MALFORMED (exit 2).
 */
export function handlerOf(code: CodeText, wish: HandlerWish): Handler {
  if (wish.named !== undefined) return namedHandler(code, wish.named, wish.source)
  const found = candidates(code).filter(({language}) => wish.language === undefined || language === wish.language)
  const usual = found.filter(({path}) => isUsual(code, path))
  const chosen = usual.length > 0 ? usual : found
  const [only] = chosen
  if (only !== undefined && chosen.length === 1) return only
  if (only === undefined) throw noneFound(code, wish)
  const names = chosen.map(({name}) => name)
  throw inputRefused(
    'HANDLER_UNKNOWN',
    `${wish.source} has several handlers: ${listed(names)}.`,
    `Name the one to rehearse: --handler ${only.name}`,
  )
}

function namedHandler(code: CodeText, name: string, source: string): Handler {
  if (!/^[^\s.]\S*\.[^\s./]+$/.test(name) || name.length > 128) {
    throw inputRefused(
      'HANDLER_MALFORMED',
      `The handler ${JSON.stringify(name.slice(0, 60))} is not FILE.EXPORT.`,
      'A handler is the file without its ending and what it exports: --handler index.handler',
    )
  }
  const file = handlerFile(code.paths, name)
  if (file !== undefined) return {name, ...file}
  throw inputRefused(
    'HANDLER_UNKNOWN',
    `${source} has no file for the handler ${name}.`,
    `Its source files: ${listed(topSources(code))}. A handler is FILE.EXPORT: --handler index.handler`,
  )
}

function noneFound(code: CodeText, {source, language}: HandlerWish): Error {
  const sources = topSources(code)
  const [first] = sources
  if (first !== undefined && sources.every(path => languageOf(path) !== language) && language !== undefined) {
    const [written, wanted] = language === 'python' ? ['JavaScript', 'Python'] : ['Python', 'JavaScript']
    return inputRefused(
      'HANDLER_UNKNOWN',
      `${first} of ${source} is ${written}, and the runtime is one for ${wanted}.`,
      'Leave --runtime out, or name one of the other language: nodejs24.x, python3.12',
    )
  }
  const looked = sources.length === 0 ? 'it has no .js, .mjs, .cjs or .py at its top' : `looked in ${listed(sources)}`
  return inputRefused(
    'HANDLER_UNKNOWN',
    `No handler was found in ${source}: ${looked}.`,
    'Name it as FILE.EXPORT: --handler index.handler (a compiled language: name the folder or zip with its output)',
  )
}

/** Every export with a handler's name, at the top and in the file that package.json names; one for each name. */
function candidates(code: CodeText): readonly Handler[] {
  const main = mainOf(code)
  const paths = [...new Set([...topSources(code), ...(main === undefined ? [] : [main])])]
  const found = paths.flatMap(path => {
    const language = languageOf(path)
    if (language === undefined) return []
    const stem = path.replace(/\.\w+$/, '')
    return exportedHandlers(code.texts.get(path) ?? '', language).map(name => ({
      name: `${stem}.${name}`,
      path,
      language,
    }))
  })
  return found.filter(({name}, at) => found.findIndex(other => other.name === name) === at)
}

function topSources({paths}: CodeText): readonly string[] {
  return paths.filter(path => !path.includes('/') && languageOf(path) !== undefined)
}

function isUsual(code: CodeText, path: string): boolean {
  return USUAL.includes(path.replace(/\.\w+$/, '')) || path === mainOf(code)
}

/** The file that `main` of package.json names, as Node would find it. */
function mainOf({paths, texts}: CodeText): string | undefined {
  const main = /"main"\s*:\s*"(?:\.\/)?([^"]+)"/.exec(texts.get('package.json') ?? '')?.[1]
  if (main === undefined) return undefined
  const asked = [main, ...EXTENSIONS.nodejs.map(extension => main + extension), `${main.replace(/\/$/, '')}/index.js`]
  return asked.find(path => paths.includes(path))
}

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED
  return names.slice(0, MOST_LISTED).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
