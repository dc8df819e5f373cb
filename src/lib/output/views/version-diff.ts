import type {SecretVersions, VersionsDifference} from '../../operations/versions.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import {table} from '../table.ts'
import type {View, ViewOptions} from '../view.ts'

type Shape = VersionsDifference['shape']
type Field = Shape['fields'][number]

/** How two values differ, by shape. */
export const versionDiffView: View<SecretVersions & {readonly difference: VersionsDifference}> = (result, options) => {
  const {from, to, shape} = result.difference
  const [before, after] = [shortId(visible(from.versionId), options), shortId(visible(to.versionId), options)]
  const columns = [
    {header: 'FIELD', cell: (field: Field) => field.name, overflow: 'middle'},
    {header: 'CHANGE', cell: (field: Field) => field.change},
    {header: before, cell: (field: Field) => fieldText(field.from, options)},
    {header: after, cell: (field: Field) => fieldText(field.to, options)},
  ] as const
  const fields = shape.fields.length === 0 ? [] : [table(columns, shape.fields, options), '']
  return [
    ...fields,
    `from  ${before}  ${versionText(from.labels, shape.from, options)}`,
    `to    ${after}  ${versionText(to.labels, shape.to, options)}`,
    `${visible(result.name)}: ${summary(from.versionId === to.versionId, shape)}`,
  ].join('\n')
}

/** The member `diff` of the answer of `versions`. */
export function differenceJson({from, to, shape}: VersionsDifference): object {
  return {
    from: {versionId: from.versionId, labels: from.labels, ...shapeJson(shape.from)},
    to: {versionId: to.versionId, labels: to.labels, ...shapeJson(shape.to)},
    equal: shape.equal ?? null,
    fields: shape.fields.map(field => ({
      name: field.name,
      change: field.change,
      from: fieldJson(field.from),
      to: fieldJson(field.to),
    })),
  }
}

function shapeJson(shape: Shape['from']): object {
  return {kind: shape.kind, bytes: shape.kind === 'none' ? null : shape.bytes}
}

function fieldJson(field: Field['from']): object | null {
  return field === undefined ? null : {type: field.type, bytes: field.bytes ?? null}
}

function versionText(labels: readonly string[], shape: Shape['from'], {theme}: ViewOptions): string {
  const named = labels.length === 0 ? theme.signs.dash : labels.map(label => visible(label)).join(', ')
  const kinds = {object: 'JSON object', text: 'text', binary: 'binary'}
  return `${named}  ${shape.kind === 'none' ? 'AWS gives no value' : `${kinds[shape.kind]}, ${bytesText(shape.bytes)}`}`
}

function fieldText(field: Field['from'], {theme}: ViewOptions): string {
  if (field === undefined) return theme.signs.dash
  return field.bytes === undefined ? field.type : `${field.type}, ${bytesText(field.bytes)}`
}

function bytesText(bytes: number): string {
  return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
}

function summary(sameVersion: boolean, {from, to, equal, fields}: Shape): string {
  if (sameVersion) return 'both name the same version'
  if (from.kind === 'none' || to.kind === 'none') return 'not compared, there are not two values'
  if (equal === true) return 'the values are equal'
  if (equal === undefined) return 'of binary values only the lengths are compared'
  if (fields.length === 0) return 'the values differ'
  const count = (change: Field['change']): string =>
    `${fields.filter(field => field.change === change).length} ${change}`
  const counts = (['added', 'removed', 'changed', 'equal'] as const).map(change => count(change)).join(', ')
  const onlyWritten = fields.every(field => field.change === 'equal')
  return onlyWritten ? `${counts}; the texts differ in spacing or order only` : counts
}
