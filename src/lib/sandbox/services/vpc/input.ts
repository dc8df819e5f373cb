/** Input of EC2: texts and lists, filters and tags. */
import type {Call} from '../../kernel.ts'
import type {Tag} from './entities.ts'
import {invalidFilter, missingParameter} from './errors.ts'

export function textsOf({input}: Call, member: string): readonly string[] {
  const value = input[member]
  return Array.isArray(value) ? value.map(String) : []
}

/** Empty when absent. */
export function textOf({input}: Call, member: string): string {
  const value = input[member]
  return typeof value === 'string' ? value : ''
}

/** Throws MissingParameter. */
export function neededText(call: Call, member: string): string {
  const value = textOf(call, member)
  if (value === '') throw missingParameter(member)
  return value
}

/** Tags for what is made, from TagSpecification. */
export function tagsOf({input}: Call): readonly Tag[] {
  const specifications = (input['TagSpecification'] ?? []) as readonly {Tag?: readonly Tag[]}[]
  return specifications.flatMap(({Tag: tags = []}) => tags.map(({Key, Value}) => ({Key, Value: Value ?? ''})))
}

/** What an entity answers to a filter, by its name. */
export type FilterValues = Readonly<Record<string, readonly string[]>>

/**
 * Whether all filters of a request let an entity through; `*` stands for anything. Throws InvalidParameterValue for a
 * filter that there is not. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export function passes({input}: Call, values: FilterValues, tags: readonly Tag[]): boolean {
  const filters = (input['Filter'] ?? []) as readonly {Name: string; Value?: readonly string[]}[]
  return filters.every(({Name, Value = []}) => {
    const key = Name.startsWith('tag:') ? Name.slice('tag:'.length) : undefined
    const known = key === undefined ? values[Name] : tags.filter(tag => tag.Key === key).map(tag => tag.Value)
    if (known === undefined) throw invalidFilter(Name)
    return Value.some(wanted => known.some(value => globOf(wanted).test(value)))
  })
}

function globOf(text: string): RegExp {
  const escaped = text.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's')
}
