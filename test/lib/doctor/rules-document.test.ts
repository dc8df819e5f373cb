import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {rulesDocument} from '../../../src/lib/doctor/rules-document.ts'
import {rules} from '../../../src/lib/doctor/rules/index.ts'

const root = join(import.meta.dirname, '../../..')

describe('the rules', () => {
  it('stand in docs/doctor-rules.md as they are (node tools/doctor-rules.ts writes it)', async () => {
    expect(await readFile(join(root, 'docs/doctor-rules.md'), 'utf8')).toBe(rulesDocument())
  })

  it('have one file each, named by their id, and a test of their own', async () => {
    const ids = rules.map(rule => rule.id)
    expect(new Set(ids).size).toBe(ids.length)
    const files = await readdir(join(root, 'src/lib/doctor/rules'))
    expect(
      files
        .filter(file => file !== 'index.ts')
        .map(file => file.replace('.ts', ''))
        .sort(),
    ).toEqual([...ids].sort())
    const tests = await readdir(join(root, 'test/lib/doctor/rules'))
    expect(tests.map(file => file.replace('.test.ts', '')).sort()).toEqual([...ids].sort())
  })

  it('come topic by topic', () => {
    const topics = rules.map(rule => rule.topic)
    const firsts = topics.filter((topic, index) => topics.indexOf(topic) === index)
    expect(topics).toEqual(firsts.flatMap(topic => topics.filter(other => other === topic)))
  })
})
