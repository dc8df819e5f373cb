export type Language = 'nodejs' | 'python'

/** A package as far as it is read: never executed, never imported. */
export interface CodeText {
  /** Paths of all files. */
  readonly paths: readonly string[]
  /** Sources of the package's own, node_modules left out, and its package.json. */
  readonly texts: ReadonlyMap<string, string>
}

export const EXTENSIONS: Readonly<Record<Language, readonly string[]>> = {
  nodejs: ['.js', '.mjs', '.cjs'],
  python: ['.py'],
}

/** Whether a file's text says something about handler and modules. */
export function isRead(path: string): boolean {
  return path === 'package.json' || (languageOf(path) !== undefined && !path.includes('node_modules/'))
}

/** undefined: it is no source file. */
export function languageOf(path: string): Language | undefined {
  if (EXTENSIONS.nodejs.some(extension => path.endsWith(extension))) return 'nodejs'
  return path.endsWith('.py') ? 'python' : undefined
}

export interface HandlerFile {
  readonly path: string
  readonly language: Language
}

/**
 * The file that `module.export` names, as Lambda's runtimes look for it; undefined: there is none, or that is no handler
 * name. Python takes dots for folders too (https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html).
 */
export function handlerFile(paths: readonly string[], handler: string): HandlerFile | undefined {
  const module = handler.slice(0, Math.max(0, handler.lastIndexOf('.')))
  // Node splits at the first dot behind the last slash, Python at the last one.
  const forNode = /^(.*?[^/.]+)\.[^/]+$/.exec(handler)?.[1] ?? ''
  const asked = [
    ...EXTENSIONS.nodejs.map(
      extension => ({path: forNode.replace(/^\.\//, '') + extension, language: 'nodejs'}) as const,
    ),
    {path: `${module.replaceAll('.', '/')}.py`, language: 'python'} as const,
    {path: `${module.replaceAll('.', '/')}/__init__.py`, language: 'python'} as const,
  ]
  return asked.find(({path}) => paths.includes(path))
}
