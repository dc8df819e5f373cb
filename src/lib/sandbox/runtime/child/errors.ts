/** The form in which Lambda's Node runtime hands an error to the caller. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export interface ErrorPayload {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}

/** An error with a name of the runtime's own, such as Runtime.ImportModuleError. */
export class RuntimeError extends Error {
  readonly isFinal: boolean
  constructor(type: string, message: string, options: {cause?: unknown; isFinal?: boolean} = {}) {
    super(message, options.cause === undefined ? {} : {cause: options.cause})
    this.name = type
    this.isFinal = options.isFinal ?? false
    if (options.cause instanceof Error)
      this.stack = [`${type}: ${message}`, ...placeOf(options.cause), framesOf(options.cause)].join('\n')
  }
}

export function toPayload(thrown: unknown, taskRoot: string): ErrorPayload {
  if (!(thrown instanceof Error)) {
    // A handler may throw anything; Lambda shows its text and its type.
    return {errorType: typeof thrown, errorMessage: String(thrown), trace: []}
  }
  return {
    errorType: thrown.name,
    errorMessage: asOnLambda(thrown.message, taskRoot),
    trace: asOnLambda(thrown.stack ?? '', taskRoot).split('\n'),
  }
}

/** The object of Lambda's "Invoke Error" log line: own members of the error, then its stack. */
export function toLogObject(thrown: unknown, taskRoot: string): Record<string, unknown> {
  const payload = toPayload(thrown, taskRoot)
  const own =
    thrown instanceof Error ? Object.fromEntries(Object.entries(thrown).filter(([key]) => key !== 'isFinal')) : {}
  return {errorType: payload.errorType, errorMessage: payload.errorMessage, ...own, stack: payload.trace}
}

/** The package lies in /var/task on Lambda; a path of this machine would say nothing to a reader. */
export function asOnLambda(text: string, taskRoot: string): string {
  return text.replaceAll(taskRoot, '/var/task')
}

/** A syntax error has its place in front of its text, in a line of its own. */
function placeOf(error: Error): readonly string[] {
  const place = /^(?:file:\/\/)?\/.*:\d+$/.exec((error.stack ?? '').split('\n')[0] ?? '')
  return place === null ? [] : [`    at ${place[0]}`]
}

function framesOf(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter(line => line.trimStart().startsWith('at '))
    .join('\n')
}
