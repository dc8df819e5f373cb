import {type CollectionTag, parseDocument, type ScalarTag} from 'yaml'

/** A value, or why the text is none: nothing of the file is quoted. */
export type YamlText =
  | {readonly kind: 'value'; readonly value: unknown}
  | {readonly kind: 'invalid'; readonly reason: string}

/** Reads YAML, of which JSON is a part. Names that stand twice are refused, and aliases that multiply. */
export function yamlText(text: string, customTags: (ScalarTag | CollectionTag)[] = []): YamlText {
  const document = parseDocument(text, {customTags, prettyErrors: false})
  const [error] = document.errors
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length
    return {kind: 'invalid', reason: `line ${line} is not YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`}
  }
  try {
    return {kind: 'value', value: document.toJS({maxAliasCount: 100})}
  } catch {
    return {kind: 'invalid', reason: 'its aliases cannot be followed'}
  }
}
