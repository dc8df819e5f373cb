import {handlerFile, type Language} from '../../rehearse/input/code-text.ts'
import {checkVariables} from '../../rehearse/input/environment.ts'
import {type Handler, handlerOf} from '../../rehearse/input/handler.ts'
import {missingModules} from '../../rehearse/input/missing-modules.ts'
import {checkRuntime, type Installed, runtimeFor} from '../../rehearse/input/runtime.ts'
import type {Subject} from '../../rehearse/subject.ts'
import type {ReadCode} from './read-code.ts'

/** What a path, a template or a deployed function says of itself. */
export interface Declared {
  readonly source: string
  readonly code: ReadCode
  /** Absent: guessed. */
  readonly handler?: string | undefined
  /** Absent: that of this machine. */
  readonly runtime?: string | undefined
  readonly timeoutMs: number
  readonly memoryMb: number
  readonly variables: Readonly<Record<string, string>>
  readonly layers: readonly string[]
  readonly shippedPolicy?: unknown
  readonly notes: readonly string[]
  /** Whether its build saw to it that all it imports is in it; words of a library may look like imports. Absent: false. */
  readonly isWhole?: boolean
}

/** What the command line says instead. Absent members: as declared. */
export interface Overrides {
  /** `--handler` */
  readonly handler?: string | undefined
  /** `--runtime` */
  readonly runtime?: string | undefined
  /** `--time-limit` */
  readonly timeoutMs?: number | undefined
  /** `--env` and `--env-file`; each takes the place of a declared one. */
  readonly variables?: Readonly<Record<string, string>> | undefined
}

/** One description of what is rehearsed. Throws what `handlerOf`, `checkRuntime`, `runtimeFor` and `checkVariables` throw (exit 2). */
export function subjectOf(declared: Declared, overrides: Overrides, installed: Installed): Subject {
  const {source, code, shippedPolicy, layers} = declared
  const wanted = overrides.runtime ?? declared.runtime
  const language =
    wanted === undefined ? undefined : checkRuntime(wanted, overrides.runtime === undefined ? source : '--runtime')
  const handler = handlerFor(declared, overrides, language)
  const chosen = runtimeFor(handler.language, wanted, installed)
  const {runtime} = chosen
  const variables = {...declared.variables, ...overrides.variables}
  checkVariables(variables, source)
  const notRun = layers.length === 0 ? [] : [`Its layers are not here: ${layers.join(', ')}.`]
  return {
    source,
    code: code.code,
    codeSha256: code.codeSha256,
    handler: handler.name,
    runtime,
    ...(chosen.declared === undefined ? {} : {declaredRuntime: chosen.declared}),
    timeoutMs: overrides.timeoutMs ?? declared.timeoutMs,
    memoryMb: declared.memoryMb,
    variables,
    layers,
    ...(shippedPolicy === undefined ? {} : {shippedPolicy}),
    notes: [...code.notes, ...declared.notes, ...notRun, ...chosen.notes],
    findings: declared.isWhole === true ? [] : missingModules({code, handler, runtime, declared: wanted, layers}),
  }
}

/**
 * What was deployed or written into a template stays as it is, so that a handler that names no file is found by the
 * rehearsal, as Lambda would find it; one that the command line names must be there.
 */
function handlerFor({source, code, handler}: Declared, overrides: Overrides, language: Language | undefined): Handler {
  const declared = overrides.handler === undefined ? handler : undefined
  if (declared === undefined || language === undefined || handlerFile(code.paths, declared) !== undefined) {
    return handlerOf(code, {source, named: overrides.handler ?? handler, language})
  }
  return {name: declared, path: '', language}
}
