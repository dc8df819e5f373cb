import type {Installed} from '../../rehearse/input/runtime.ts'
import type {Subject} from '../../rehearse/subject.ts'
import {readCode} from './read-code.ts'
import {type Overrides, subjectOf} from './subject-of.ts'

/** What is to be rehearsed, as the command line says it. */
export type SubjectInput = Overrides & {readonly kind: 'path'; readonly path: string}

export interface SubjectDeps {
  readonly installed: Installed
}

// What AWS's own rotation templates give their functions; Lambda's default of 3 seconds fits no rotation
// (https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html).
const UNDECLARED_TIMEOUT_MS = 30_000
const UNDECLARED_MEMORY_MB = 128

/** Reads what is to be rehearsed. Bad input is refused with exit 2. */
export async function readSubject(input: SubjectInput, {installed}: SubjectDeps): Promise<Subject> {
  const {path} = input
  const declared = {
    source: path,
    code: await readCode(path),
    timeoutMs: UNDECLARED_TIMEOUT_MS,
    memoryMb: UNDECLARED_MEMORY_MB,
    variables: {},
    layers: [],
    notes: [],
  }
  return subjectOf(declared, input, installed)
}
