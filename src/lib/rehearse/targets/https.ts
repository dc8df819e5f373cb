import {hash} from 'node:crypto'
import {secretParts} from '../engine/canaries.ts'
import {filled} from '../engine/stage.ts'
import {inputRefused} from '../input/refused.ts'
import type {Standing, Target} from '../target.ts'
import type {HttpsTarget} from '../targets-declared.ts'
import {freshPassword} from './fresh-password.ts'
import {fieldsOf, fieldsWanted, send} from './https-request.ts'
import {mappedValue} from './mapped-value.ts'
import {stageNone} from './none.ts'
import type {TargetSetup} from './staged.ts'

/** Of a secret that nobody described: what the requests want, each a text that nobody else knows. */
export function httpsValue({url, check, reset}: HttpsTarget): string {
  const wanted = fieldsWanted(reset === undefined ? [check] : [check, reset])
  return JSON.stringify({url, ...Object.fromEntries(wanted.map(name => [name, `{{${name}}}`]))})
}

/**
 * An HTTPS endpoint of the user's that can be asked whether it takes a value, and be set to one. Without a request that
 * sets it nobody can play on it twice, so that it is no model. `ca`: certificates to trust instead of the usual ones.
 */
export function httpsSetup(declared: HttpsTarget, template: string, ca?: string): TargetSetup {
  const {url, check, reset} = declared
  if (reset === undefined) return () => stageNone(`HTTPS endpoint ${url}, which cannot be set back`)
  const fields = Object.fromEntries(fieldsWanted([check, reset]).map(name => [name, freshPassword()]))
  const first = filled(template, fields)
  const accepts = async (value: string) =>
    check.accepts.includes(await send(url, check, {fields: {...fieldsOf(value)}, ca}))
  const honour = async (value: string) => {
    const status = await send(url, reset, {fields: fieldsOf(value), ca})
    if (status >= 300) throw new Error(`${url} answered ${status} to the request that sets it back`)
  }
  return async () => {
    const known = new Set([first])
    const standing = async (value: string): Promise<Standing> => {
      known.add(value)
      const acceptedNow = await accepts(value)
      return {acceptedNow, active: acceptedNow}
    }
    const target: Target = {
      kind: 'https',
      title: `HTTPS endpoint ${url}`,
      hasModel: true,
      isImmediate: false,
      standing,
      // It has one credential, and nobody can list it.
      credentials: () => [],
      async state() {
        const taken: string[] = []
        for (const value of known) if (await accepts(value)) taken.push(value)
        return hash('sha256', JSON.stringify(taken.toSorted()))
      },
      othersState: () => '',
      uses: () => [],
      hidesUses: () => true,
      // Refused is what is not the one value that it takes.
      block: (value, on) => honour(on ? first : value),
      lockOut: () =>
        honour(mappedValue(first, Object.fromEntries(secretParts(first).map(one => [one, freshPassword()])))),
      honour,
      async use(value) {
        await accepts(value)
      },
    }
    await honour(first).catch((error: unknown) => {
      throw unusable(url, error)
    })
    if (!(await accepts(first))) {
      const message = `${url} cannot be a target: it does not take the value that it was just set to.`
      throw inputRefused('TARGET_UNUSABLE', message, 'See that check asks with what reset sets.')
    }
    if (await accepts(mappedValue(first, Object.fromEntries(secretParts(first).map(one => [one, freshPassword()]))))) {
      const message = `${url} cannot be a target: it takes any value.`
      throw inputRefused('TARGET_UNUSABLE', message, 'See that check asks for something that wants the credential.')
    }
    return {
      target,
      fields,
      issued: () => Object.values(fields),
      noteCall() {},
      noteRefusedKey() {},
      async begin() {
        known.clear()
        known.add(first)
        await honour(first)
      },
    }
  }
}

/** It does not answer, or not to the request that sets it back; neither holds a part of a value. */
function unusable(url: string, error: unknown): Error {
  // Of a name with several addresses each has its own failure.
  const [first] = error instanceof AggregateError ? error.errors : [error]
  const why = first instanceof Error ? first.message : 'no answer came'
  const message = `${url} cannot be a target: ${why.replace(`${url} `, 'it ')}.`
  return inputRefused('TARGET_UNUSABLE', message, 'See that it runs, and that its certificate is trusted here.')
}
