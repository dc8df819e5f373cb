/**
 * What a target gets of an event: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html;
 * how values are put in is recorded (LocalStack, test_events_inputs).
 */
import type {BusEvent, Rule, Target} from './entities.ts'
import {validation} from './errors.ts'
import {stepsOf, valueAt} from './json-path.ts'

const PLACEHOLDER = /<([A-Za-z0-9._-]+)>/g

const PREDEFINED: Readonly<Record<string, (event: BusEvent, rule: Rule) => unknown>> = {
  'aws.events.rule-arn': (_event, rule) => rule.arn,
  'aws.events.rule-name': (_event, rule) => rule.name,
  'aws.events.event.ingestion-time': event => event.time,
  'aws.events.event': ({detail: _detail, 'detail-type': detailType, ...event}) => ({...event, detailType}),
  'aws.events.event.json': event => event,
}

/** The text that is sent; undefined: nothing can be made of the event, and the delivery fails. */
export function inputFor(target: Target, event: BusEvent, rule: Rule): string | undefined {
  const {Input: input, InputPath: path, InputTransformer: transformer} = target
  if (input !== undefined) return input
  if (path !== undefined) return JSON.stringify(valueAt(event, path))
  if (transformer === undefined) return JSON.stringify(event)
  const {InputPathsMap: paths = {}, InputTemplate: template} = transformer
  const isText = template.trimStart().startsWith('"')
  const filled = fill(template, name => {
    const own = PREDEFINED[name]
    return own === undefined ? valueAt(event, paths[name] ?? '') : own(event, rule)
  })
  return isText || isJson(filled) ? filled : undefined
}

/** Within quotation marks a value is text, outside it is JSON; what the event does not have is an empty text. */
function fill(template: string, valueOf: (name: string) => unknown): string {
  const isText = template.trimStart().startsWith('"')
  return template.replaceAll(PLACEHOLDER, (_whole, name: string, at: number) => {
    const value = valueOf(name) ?? ''
    if (!isQuoted(template, at)) return JSON.stringify(value)
    if (typeof value === 'string') return JSON.stringify(value).slice(1, -1)
    const json = JSON.stringify(value)
    return isText ? json.replaceAll('"', '') : json
  })
}

function isQuoted(template: string, at: number): boolean {
  return (template.slice(0, at).replaceAll(/\\./g, '').match(/"/g) ?? []).length % 2 === 1
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Throws ValidationException for what PutTargets refuses. */
export function checkInput({Id, Input, InputPath, InputTransformer}: Target): void {
  if ([Input, InputPath, InputTransformer].filter(given => given !== undefined).length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`)
  }
  // Own text, and so are the two below.
  if (Input !== undefined && !isJson(Input)) throw validation(`Input for target ${Id} is not valid JSON.`)
  for (const path of [
    ...Object.values(InputTransformer?.InputPathsMap ?? {}),
    ...(InputPath === undefined ? [] : [InputPath]),
  ]) {
    if (stepsOf(path) === undefined) throw validation(`Invalid JSONPath ${path} for target ${Id}.`)
  }
  if (InputTransformer !== undefined) checkTemplate(Id, InputTransformer)
}

function checkTemplate(
  id: string,
  {InputPathsMap: paths = {}, InputTemplate: template}: NonNullable<Target['InputTransformer']>,
): void {
  for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
    if (!Object.hasOwn(paths, name) && !Object.hasOwn(PREDEFINED, name)) {
      throw validation(`InputTemplate for target ${id} contains invalid placeholder ${name}.`)
    }
  }
  const sample = fill(template, () => '')
  // A text may go over several lines, each with its own quotation marks.
  if (!isJson(sample) && !sample.split('\n').every(isJson)) throw validation(`Invalid InputTemplate for target ${id}.`)
}
