import {describe, expect, it} from 'vitest'
import type {CodeText} from '../../../../src/lib/rehearse/input/code-text.ts'
import {handlerOf} from '../../../../src/lib/rehearse/input/handler.ts'

function code(files: Readonly<Record<string, string>>): CodeText {
  return {paths: Object.keys(files), texts: new Map(Object.entries(files))}
}

const guess = (files: Readonly<Record<string, string>>): string => handlerOf(code(files), {source: 'fn'}).name
const exported = 'exports.handler = async () => {}'
const python = 'def lambda_handler(event, context):\n    pass\n'

describe('the handler of a package', () => {
  it.each([
    ['index.handler', {'index.js': exported}],
    ['index.handler', {'index.mjs': 'export const handler = async event => {}'}],
    ['index.handler', {'index.mjs': 'export async function handler(event) {}'}],
    ['index.handler', {'index.mjs': 'const main = 1\nexport {other, main as handler}'}],
    ['index.handler', {'index.cjs': 'module.exports = {\n  other,\n  handler,\n}'}],
    ['index.handler', {'index.js': 'module.exports = {handler: async () => {}}'}],
    ['index.handler', {'index.js': "Object.defineProperty(exports, 'handler', {get: () => h})"}],
    ['index.handler', {'index.js': 'module.exports = __toCommonJS(x)\n0 && (module.exports = {\n  handler\n});'}],
    ['app.lambdaHandler', {'app.mjs': 'export const lambdaHandler = async () => {}'}],
    ['lambda_function.lambda_handler', {'lambda_function.py': `import boto3\n\n${python}`}],
    ['app.handler', {'app.py': 'handler = make_handler()\n'}],
    ['main.lambda_handler', {'main.py': 'from rotation.steps import (other, lambda_handler)\n'}],
    ['rotate.handler', {'rotate.js': exported, 'util.js': 'exports.help = 1'}],
    ['dist/main.handler', {'package.json': '{"main": "./dist/main"}', 'dist/main.js': exported, 'x.js': exported}],
  ])('is found: %s', (name, files) => {
    expect(guess(files)).toBe(name)
  })

  it('is the file with the usual name where others export one too', () => {
    expect(guess({'index.js': exported, 'old-handler.js': exported})).toBe('index.handler')
  })

  it('is none that a comment, a comparison or a nested function names', () => {
    const files = {
      'index.js': '// exports.handler = 1\n/* exports.handler = 2 */\nif (exports.handler == 1) {}',
      'app.py': '# def handler(e, c):\n    def lambda_handler(event):\n',
    }
    expect(() => guess(files)).toThrow(
      expect.objectContaining({
        code: 'HANDLER_UNKNOWN',
        exit: 2,
        message: 'No handler was found in fn: looked in index.js, app.py.',
        hint: expect.stringContaining('--handler index.handler'),
      }),
    )
  })

  it('is asked for where there are several', () => {
    expect(() => guess({'index.js': exported, 'app.py': python})).toThrow(
      expect.objectContaining({
        message: 'fn has several handlers: index.handler, app.lambda_handler.',
        hint: 'Name the one to rehearse: --handler index.handler',
        exit: 2,
      }),
    )
    const both = code({'index.js': exported, 'app.py': python})
    expect(handlerOf(both, {source: 'fn', language: 'python'}).name).toBe('app.lambda_handler')
  })

  it.each([
    ['index.run', 'index.js', 'nodejs'],
    ['src/rotate.handler', 'src/rotate.mjs', 'nodejs'],
    ['pkg.rotate.handler', 'pkg/rotate.py', 'python'],
    ['pkg/rotate.handler', 'pkg/rotate.py', 'python'],
  ])('is the one that --handler names: %s', (named, path, language) => {
    const files = code({[path]: ''})
    expect(handlerOf(files, {source: 'fn', named})).toEqual({name: named, path, language})
  })

  it.each(['index', 'index.', '.handler', 'in dex.handler', ''])('is refused where it is no name: %j', named => {
    expect(() => handlerOf(code({'index.js': ''}), {source: 'fn', named})).toThrow(
      expect.objectContaining({code: 'HANDLER_MALFORMED', exit: 2}),
    )
  })

  it('is refused where no file has its name', () => {
    expect(() => handlerOf(code({'index.js': ''}), {source: 'fn', named: 'app.handler'})).toThrow(
      expect.objectContaining({
        message: 'fn has no file for the handler app.handler.',
        hint: expect.stringContaining('Its source files: index.js.'),
      }),
    )
  })
})
