import type {Labels} from './observation.ts'

interface Version {
  readonly id: string
  readonly labels: readonly string[]
}

/** Labels of versions that have some. */
export function labelsOf(versions: readonly Version[]): Labels {
  return Object.fromEntries(versions.filter(({labels}) => labels.length > 0).map(({id, labels}) => [id, labels]))
}

/** Id of the version that holds a label. */
export function holderOf(labels: Labels, label: string): string | undefined {
  return Object.keys(labels).find(id => labels[id]!.includes(label))
}
