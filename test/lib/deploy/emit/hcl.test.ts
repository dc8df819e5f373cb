import {expect, it} from 'vitest'
import {attribute, block, hclOf, quoted} from '../../../../src/lib/deploy/emit/hcl.ts'

it('puts one-line attributes under one another and sets apart what is longer', () => {
  const body = [
    attribute('a', '1'),
    attribute('longer', '2'),
    attribute('map', {object: {'x:y': '3', z: '4'}}),
    attribute('b', '5'),
    block('empty', [], []),
    block('inner', ['label'], [attribute('list', {list: ['"1"', '"2"']})]),
  ]
  expect(hclOf([block('outer', [], body)])).toBe(
    `outer {
  a      = 1
  longer = 2

  map = {
    "x:y" = 3
    z     = 4
  }

  b = 5

  empty {}

  inner "label" {
    list = ["1", "2"]
  }
}
`,
  )
})

it('breaks a list that is too long for a line', () => {
  const items = Array.from({length: 9}, (_none, index) => quoted(`item number ${index}`))
  const lines = hclOf([attribute('all', {list: items})]).split('\n')
  expect(lines.slice(0, 2)).toEqual(['all = [', '  "item number 0",'])
  expect(lines.at(-2)).toBe(']')
})

it('makes text of what would be a template', () => {
  expect(quoted('a "${b}" %{c}\n')).toBe('"a \\"$${b}\\" %%{c}\\n"')
})
