import type {StepResult} from './observation.ts'

/** Why a function did not load, as far as that can be told without a word of its own text but names and places. */
export function loadFinding(failed: StepResult | undefined): string | undefined {
  const {type, message, trace} = failed?.error ?? {type: '', message: '', trace: ''}
  if (type === 'Runtime.UserCodeSyntaxError') {
    const [, file, line] =
      /\bat (?:file:\/\/)?\/var\/task\/([\w./@-]{1,120}):(\d+)/.exec(trace) ??
      /File "\/var\/task\/([\w./@-]{1,120})" Line (\d+)/.exec(trace) ??
      []
    return file === undefined ? undefined : `${file} has a syntax error in line ${line}, or is no code of this version.`
  }
  if (type === 'Runtime.HandlerNotFound') {
    const exported = /\(the file exports: ([\w$, ]{1,400})\)$/.exec(message)?.[1]
    return exported === undefined
      ? undefined
      : `The handler is not among what its file exports, which is ${exported}: name it with --handler FILE.EXPORT.`
  }
  if (type === 'Runtime.CallbackHandlerDeprecated') {
    return 'The handler takes a callback, which Lambda runs up to nodejs22.x: make it async, or rehearse it with --runtime nodejs22.x.'
  }
  return undefined
}
