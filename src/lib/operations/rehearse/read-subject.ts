import type {LambdaGateway} from '../../aws/gateways.ts'
import type {Installed} from '../../rehearse/input/runtime.ts'
import type {Subject} from '../../rehearse/subject.ts'
import {packagedRotator} from '../../rotators/catalogue.ts'
import type {PackagedRotator} from '../../rotators/packaged.ts'
import {readCode} from './read-code.ts'
import {readFunction} from './read-function.ts'
import {readPackaged} from './read-packaged.ts'
import {readTemplate} from './read-template.ts'
import {type Declared, type Overrides, subjectOf} from './subject-of.ts'

/** What is to be rehearsed, as the command line says it. */
export type SubjectInput = Overrides &
  (
    | {readonly kind: 'path'; readonly path: string}
    /** `folder`: where the packages of the rotators lie. */
    | {readonly kind: 'packaged'; readonly rotator: PackagedRotator; readonly folder: string}
    | {readonly kind: 'template'; readonly path: string; readonly resource?: string | undefined}
    /** `lambda`: of the account and region of the function. */
    | {readonly kind: 'function'; readonly arn: string; readonly lambda: Pick<LambdaGateway, 'deployed'>}
  )

export interface SubjectDeps {
  readonly installed: Installed
}

// What AWS's own rotation functions are deployed with; Lambda's default of 3 seconds fits hardly any.
const UNDECLARED_TIMEOUT_MS = 30_000
const UNDECLARED_MEMORY_MB = 128

/** What an argument names: a packaged rotator by its bare name, anything else is a path, `./random-password` too. */
export function codeNamed(text: string, folder: string): SubjectInput {
  const rotator = packagedRotator(text)
  return rotator === undefined ? {kind: 'path', path: text} : {kind: 'packaged', rotator, folder}
}

/** Reads what is to be rehearsed. Bad input is refused with exit 2; what AWS refuses is thrown as it comes. */
export async function readSubject(input: SubjectInput, {installed}: SubjectDeps): Promise<Subject> {
  return subjectOf(await declaredBy(input), input, installed)
}

function declaredBy(input: SubjectInput): Promise<Declared> {
  if (input.kind === 'path') return pathDeclared(input.path)
  if (input.kind === 'packaged') return readPackaged(input.rotator, input.folder)
  if (input.kind === 'function') return readFunction(input.lambda, input.arn)
  return readTemplate({...input, given: Object.keys(input.variables ?? {})})
}

async function pathDeclared(path: string): Promise<Declared> {
  return {
    source: path,
    code: await readCode(path),
    timeoutMs: UNDECLARED_TIMEOUT_MS,
    memoryMb: UNDECLARED_MEMORY_MB,
    variables: {},
    layers: [],
    notes: [],
  }
}
