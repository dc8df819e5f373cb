import {invalidParameter} from '../errors.ts'
import type {Matches} from './matches.ts'
import {parseJsonPattern} from './json-pattern.ts'
import {parseTermPattern} from './term-pattern.ts'

/**
 * Compiles a filter pattern: terms or one JSON condition. Throws InvalidParameterException.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compilePattern(pattern: string): Matches {
  const text = pattern.trim()
  if (text === '') return () => true
  if (text.startsWith('{')) return parseJsonPattern(text)
  if (text.startsWith('[')) throw invalidParameter('The sandbox does not know space-delimited filter patterns.')
  return parseTermPattern(text)
}
