import {describe, expect, test} from 'vitest'
import {nextForSecret} from '../../../src/lib/operations/status-next.ts'
import {aLine} from '../../support/pictures.ts'

const naming = () => ['prod/one']

describe('the next command after a look at a secret', () => {
  test('is a rotation where all is well and only a placeholder is in use', () => {
    const line = aLine({name: 'prod/one', verdict: 'healthy', why: ['no credential until its first rotation']})
    expect(nextForSecret({...line, placeholder: true}, naming)).toEqual(['secrot', 'rotate', 'prod/one'])
    expect(nextForSecret(line, naming)).toEqual(['secrot', 'versions', 'prod/one'])
  })
})
