import type {Language} from './code-text.ts'

/** What handlers are called: Lambda's consoles, AWS's samples and SAM's templates say so. */
const HANDLER_NAMES: Readonly<Record<Language, readonly string[]>> = {
  nodejs: ['handler', 'lambda_handler', 'lambdaHandler'],
  python: ['lambda_handler', 'handler'],
}

/** The usual handler names that a source exports, as its text says. */
export function exportedHandlers(text: string, language: Language): readonly string[] {
  const exports = language === 'python' ? exportedByPython : exportedByNode
  return HANDLER_NAMES[language].filter(name => exports(text, name))
}

function exportedByPython(text: string, name: string): boolean {
  const places = [
    `^(async\\s+)?def\\s+${name}\\s*\\(`,
    `^${name}\\s*=[^=]`,
    `^from\\s+[\\w.]+\\s+import\\s+(.*\\W)?${name}\\s*(,|\\)|#|$)`,
  ]
  return places.some(place => new RegExp(place, 'm').test(text))
}

function exportedByNode(text: string, name: string): boolean {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const places = [
    // exports.handler = …, module.exports.handler = …, exports['handler'] = …
    `\\bexports(\\.${name}|\\[['"]${name}['"]\\])\\s*=[^=]`,
    // module.exports = {…, handler, …}; bundles for CommonJS say so for Node's own scan
    `\\bmodule\\.exports\\s*=\\s*\\{([^{}]*[\\s,])?${name}\\s*[,:(}]`,
    `\\bdefineProperty\\(\\s*exports\\s*,\\s*['"]${name}['"]`,
    `\\bexport\\s+(const|let|var|class|(async\\s+)?function\\s*\\*?)\\s*${name}\\b`,
    // export {handler}, export {main as handler}
    `\\bexport\\s*\\{([^}]*[\\s,])?${name}\\s*[,}]`,
  ]
  return places.some(place => new RegExp(place).test(code))
}
