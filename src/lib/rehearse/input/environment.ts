import {inputRefused} from './refused.ts'

export type Variables = Readonly<Record<string, string>>

// Names that the runtime itself sets (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
const RESERVED = new Set(
  `_HANDLER _X_AMZN_TRACE_ID AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_DEFAULT_REGION AWS_EXECUTION_ENV
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_NAME AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE
  AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_LAMBDA_RUNTIME_API AWS_REGION AWS_SECRET_ACCESS_KEY
  AWS_SESSION_TOKEN LAMBDA_RUNTIME_DIR LAMBDA_TASK_ROOT`.split(/\s+/),
)
const NAME = /^[a-zA-Z][a-zA-Z0-9_]+$/
const MOST_BYTES = 4096
const form = 'A variable is NAME=VALUE, its name a letter and then letters, digits or _: --env STAGE=test'

/** `--env NAME=VALUE`, each. A value may be secret, so no refusal repeats more than a name. Throws ENV_MALFORMED (exit 2). */
export function variablesOf(pairs: readonly string[]): Variables {
  return Object.fromEntries(
    pairs.map((pair, at) => {
      const equals = pair.indexOf('=')
      const name = pair.slice(0, Math.max(0, equals))
      if (NAME.test(name)) return [name, pair.slice(equals + 1)]
      throw malformed(`--env number ${at + 1} is not NAME=VALUE`)
    }),
  )
}

/**
 * The lines of an `--env-file`: NAME=VALUE, with `export` in front or not; a value may stand in quotes, in double ones
 * with \n, \t, \" and \\. Empty lines and `#` are comments. Throws ENV_MALFORMED (exit 2), which repeats no value.
 */
export function variablesOfFile(text: string, path: string): Variables {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return Object.fromEntries(
    lines.flatMap((line, at) => {
      if (/^\s*(#|$)/.test(line)) return []
      const [, name = '', written = ''] = /^\s*(?:export\s+)?([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? []
      const value = valueOf(written.trimEnd())
      if (NAME.test(name) && value !== undefined) return [[name, value] as const]
      const reason = NAME.test(name) ? 'has a quote that does not end on that line' : 'is not NAME=VALUE'
      throw malformed(`Line ${at + 1} of ${path} ${reason}`)
    }),
  )
}

/** undefined: an open quote, or something behind a closed one. */
function valueOf(written: string): string | undefined {
  const single = /^'([^']*)'\s*(#.*)?$/.exec(written)?.[1]
  const double = /^"((?:[^"\\]|\\.)*)"\s*(#.*)?$/.exec(written)?.[1]
  if (single !== undefined) return single
  if (double !== undefined) return double.replaceAll(/\\(.)/g, (_whole, letter: string) => ESCAPES[letter] ?? letter)
  return /^['"]/.test(written) ? undefined : written.replace(/\s+#.*$/, '')
}

const ESCAPES: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t'}

/** Refuses what Lambda would not take as an environment. Throws ENV_RESERVED, ENV_MALFORMED and ENV_TOO_LARGE (exit 2). */
export function checkVariables(variables: Variables, source: string): void {
  const names = Object.keys(variables)
  const reserved = names.filter(name => RESERVED.has(name))
  if (reserved.length > 0) {
    throw inputRefused(
      'ENV_RESERVED',
      `The environment of ${source} sets ${reserved.join(', ')}, which Lambda sets itself.`,
      'Leave such names out: the rehearsal gives the function its own region and credentials.',
    )
  }
  const wrong = names.find(name => !NAME.test(name))
  if (wrong !== undefined) throw malformed(`The environment of ${source} has the name ${JSON.stringify(wrong)}`)
  if (Buffer.byteLength(JSON.stringify(variables)) <= MOST_BYTES) return
  throw inputRefused(
    'ENV_TOO_LARGE',
    `The environment of ${source} has more than the 4 KB that Lambda takes.`,
    'Leave out what the function does not read.',
  )
}

function malformed(what: string): Error {
  return inputRefused('ENV_MALFORMED', `${what}.`, form)
}
