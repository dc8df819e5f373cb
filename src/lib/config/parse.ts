import * as v from 'valibot'
import {breachText, jsonOf, shown} from '../plan/breach.ts'
import {unclearJson} from '../plan/exact-keys.ts'
import type {Config} from './config.ts'
import {configSchema} from './schema.ts'

/** A configuration, or why the text is none: the place and what is allowed there. */
export type ParsedConfig =
  | {readonly kind: 'config'; readonly config: Config}
  | {readonly kind: 'invalid'; readonly reason: string}

/** Reads the text of a configuration file. */
export function parseConfig(text: string): ParsedConfig {
  const json = jsonOf(text)
  if (json === undefined) return {kind: 'invalid', reason: 'it is not JSON'}
  const list = listForObject(json)
  if (list !== undefined) return {kind: 'invalid', reason: list}
  const unclear = unclearJson(text)
  if (unclear !== undefined) return {kind: 'invalid', reason: unclear}
  const parsed = v.safeParse(configSchema, json, {abortEarly: true})
  if (!parsed.success) return {kind: 'invalid', reason: breachText(parsed.issues[0], 'a configuration')}
  const {$schema: _ofEditors, ...config} = parsed.output
  return {kind: 'config', config}
}

/** To valibot a list is an object too, which shows where no member must be there. */
function listForObject(json: unknown): string | undefined {
  if (Array.isArray(json)) return `the whole is ${shown(json)}; allowed: an object`
  const {accounts} = Object(json) as {readonly accounts?: unknown}
  return Array.isArray(accounts) ? `accounts is ${shown(accounts)}; allowed: an object` : undefined
}
