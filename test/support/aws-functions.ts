import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

/**
 * AWS's own rotation functions are not ours to carry: they run where somebody names a clone of
 * https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas, and are no tests at all elsewhere.
 */
const clone = process.env['SECROT_AWS_ROTATION_LAMBDAS']
if (clone === undefined) {
  console.log("AWS's own rotation functions were not run: SECROT_AWS_ROTATION_LAMBDAS names no clone of them.")
}

/** The name of a function, and how to read its code. */
export type FunctionRow = readonly [name: string, code: () => string | Promise<string>]

/** The function of that name in the clone; none where there is no clone. */
export function fromClone(name: string): readonly FunctionRow[] {
  return clone === undefined ? [] : [[name, () => readFile(join(clone, name, 'lambda_function.py'), 'utf8')]]
}
