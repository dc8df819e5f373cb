import {EXIT, SecrotError} from '../errors.ts'

/** Nothing says what is to be rehearsed. */
export function codeMissing(): SecrotError {
  return new SecrotError({
    code: 'CODE_MISSING',
    message:
      'Name what is to be rehearsed: a file, a folder or a zip, a packaged rotator, --template FILE or --function ARN.',
    hint: 'For example: secrot rehearse ./rotation --target iam-user',
    exit: EXIT.usage,
  })
}

/** More than one thing says it. */
export function codeTwice(): SecrotError {
  return new SecrotError({
    code: 'CODE_TWICE',
    message: 'A path, --template and --function each say what is to be rehearsed; give one of them.',
    hint: 'For example: secrot rehearse ./rotation --target iam-user',
    exit: EXIT.usage,
  })
}

/** --exhaustive is about second faults, of which --depth 1 has none. */
export function exhaustiveAlone(): SecrotError {
  return new SecrotError({
    code: 'NOTHING_TO_EXHAUST',
    message: '--exhaustive plays all second faults, and --depth 1 plays none.',
    hint: 'For example: secrot rehearse ./rotation --depth 2 --exhaustive',
    exit: EXIT.usage,
  })
}
