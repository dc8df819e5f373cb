import {describe, expect, it} from 'vitest'
import {checkRuntime, runtimeFor} from '../../../../src/lib/rehearse/input/runtime.ts'

const installed = {node: '24.21.0', python: '3.11.7'}

describe('the runtime of a rehearsal', () => {
  it('is the one that this machine has where none is declared', () => {
    expect(runtimeFor('nodejs', undefined, installed)).toEqual({runtime: 'nodejs24.x', notes: []})
    expect(runtimeFor('python', undefined, installed)).toEqual({runtime: 'python3.11', notes: []})
  })

  it('is the declared one, without a word where this machine has it', () => {
    expect(runtimeFor('nodejs', 'nodejs24.x', installed)).toEqual({runtime: 'nodejs24.x', notes: []})
    expect(runtimeFor('python', 'python3.11', installed)).toEqual({runtime: 'python3.11', notes: []})
  })

  it.each([
    ['nodejs22.x', 'nodejs22.x runs here on Node 24.21.0, another major version, which may behave differently.'],
    ['python3.13', 'python3.13 runs here on Python 3.11.7, another major version, which may behave differently.'],
  ])('is told with the version that runs here: %s', (declared, note) => {
    const language = checkRuntime(declared, 'fn')
    expect(runtimeFor(language, declared, installed)).toEqual({runtime: declared, notes: [note]})
  })

  it.each([
    ['nodejs', 'nodejs22.x'],
    ['nodejs4.3', 'nodejs22.x'],
    ['nodejs8.10', 'nodejs22.x'],
    ['nodejs12.x', 'nodejs22.x'],
    ['nodejs18.x', 'nodejs22.x'],
    ['python2.7', 'python3.11'],
    ['python3.6', 'python3.11'],
    ['python3.9', 'python3.11'],
  ])('is the nearest one where Lambda has the declared one no more: %s', (declared, runtime) => {
    const chosen = runtimeFor(checkRuntime(declared, 'fn'), declared, installed)
    expect(chosen).toMatchObject({runtime, declared})
    expect(chosen.notes[0]).toBe(
      `${declared} no longer exists on Lambda; ${runtime}, the nearest that does, is rehearsed in its place.`,
    )
  })

  it('is refused where it is neither Node nor Python', () => {
    expect(() => checkRuntime('java21', 'stack.yaml#Rotate')).toThrow(
      expect.objectContaining({
        code: 'RUNTIME_UNSUPPORTED',
        exit: 2,
        message:
          'stack.yaml#Rotate declares the runtime "java21", and Node and Python functions alone can be rehearsed.',
      }),
    )
  })

  it('is refused where there is no Python for it', () => {
    expect(() => runtimeFor('python', 'python3.12', {node: '24.1.0'})).toThrow(
      expect.objectContaining({code: 'RUNTIME_NOT_HERE', exit: 2}),
    )
  })
})
