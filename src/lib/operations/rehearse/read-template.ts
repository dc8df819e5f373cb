import {readFile} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'
import {inputRefused} from '../../rehearse/input/refused.ts'
import {languageOfRuntime} from '../../rehearse/input/runtime.ts'
import {type TemplateFunction, templateFunction} from '../../rehearse/input/template-function.ts'
import {parseTemplate} from '../../rehearse/input/template-text.ts'
import {filesCode, readCode, type ReadCode} from './read-code.ts'
import type {Declared} from './subject-of.ts'

export interface TemplateInput {
  /** `--template` */
  readonly path: string
  /** `--resource`. Absent: the only function there is. */
  readonly resource?: string | undefined
  /** `--runtime` */
  readonly runtime?: string | undefined
  /** Names of variables that the command line sets. */
  readonly given: readonly string[]
}

// What CloudFormation takes is 1 MB (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
const MOST_BYTES = 2 * 1024 * 1024

/** A function as a template declares it. Throws TEMPLATE_* and what its code is refused for (exit 2). */
export async function readTemplate({path, resource, runtime, given}: TemplateInput): Promise<Declared> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, `cannot be read (${error.code ?? 'unknown'})`)
  })
  if (text.length > MOST_BYTES) throw unreadable(path, 'is larger than any template that CloudFormation takes')
  const found = templateFunction(parseTemplate(text, path), resource, given)
  return {...found, code: await codeOf(found, path, runtime)}
}

async function codeOf({code, source, ...found}: TemplateFunction, path: string, asked?: string): Promise<ReadCode> {
  if (code.kind === 'local') return readCode(resolve(dirname(path), code.path))
  const runtime = asked ?? found.runtime
  const language = languageOfRuntime(runtime ?? '')
  if (language === undefined) {
    throw inputRefused(
      'RUNTIME_UNSUPPORTED',
      `The inline code of ${source} has ${runtime === undefined ? 'no Runtime' : `the Runtime ${JSON.stringify(runtime)}`}, and Node and Python functions alone can be rehearsed.`,
      'Say which it is: --runtime nodejs24.x or --runtime python3.12',
    )
  }
  // CloudFormation puts inline code into a file named index, with .js for Node
  // (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html).
  const file = language === 'nodejs' ? 'index.js' : 'index.py'
  return filesCode(new Map([[file, new TextEncoder().encode(code.text)]]), source)
}

function unreadable(path: string, reason: string): Error {
  return inputRefused(
    'TEMPLATE_INVALID',
    `The template ${path} ${reason}.`,
    'Name a template: --template FILE --resource ID',
  )
}
