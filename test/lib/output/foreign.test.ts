import {assert, property, string} from 'fast-check'
import {describe, expect, it} from 'vitest'
import {forCi, visible} from '../../../src/lib/output/foreign.ts'
import {toJson} from '../../../src/lib/output/json.ts'

const hostile = '\u001b[2J\u0007\u009b31m\u202eevil\u2066\u2028\n\r\t\u007f\ufeff\ud800'

describe('foreign text', () => {
  it('shows control, escape and bidirectional characters and line breaks as escapes', () => {
    expect(visible(hostile)).toBe('\\x1b[2J\\x07\\x9b31m\\u202eevil\\u2066\\u2028\\n\\r\\t\\x7f\\ufeff\\ud800')
  })

  it('keeps what people write', () => {
    for (const text of ['prod/api', 'Schlüssel für 日本', '🔑 key', 'C:\\temp', 'a b']) expect(visible(text)).toBe(text)
  })

  it('holds no character that a terminal acts on, whatever it was', () => {
    assert(
      property(string({unit: 'binary'}), text => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
      }),
    )
  })

  it('is not read as a command by a CI service', () => {
    const text = 'one\n::set-output name=x::y\n  ::error::z\n##[group]a\nb ##vso[task.setvariable]c\n## heading'
    const lines = forCi(text, {CI: 'true'}).split('\n')
    expect(lines.filter(line => line.trimStart().startsWith('::'))).toEqual([])
    expect(lines.join('\n')).not.toMatch(/##\[|##vso\[|^##/m)
    expect(forCi(text, {})).toBe(text)
    expect(forCi(text, {CI: 'false'})).toBe(text)
  })
})

describe('JSON', () => {
  it('escapes what a terminal acts on and keeps the value', () => {
    const json = toJson({name: hostile.replace('\ud800', '')})
    expect(json).not.toMatch(/[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
    expect(JSON.parse(json)).toEqual({name: hostile.replace('\ud800', '')})
  })
})
