import {describe, expect, it} from 'vitest'
import {checkVariables, variablesOf, variablesOfFile} from '../../../../src/lib/rehearse/input/environment.ts'

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('the flag --env', () => {
  it('is a name and a value, which may hold anything', () => {
    expect(variablesOf(['STAGE=test', 'URL=https://x?a=b', 'EMPTY=', 'STAGE=last'])).toEqual({
      STAGE: 'last',
      URL: 'https://x?a=b',
      EMPTY: '',
    })
  })

  it.each(['hunter2', '=hunter2', '1A=hunter2', 'A=hunter2', 'A-B=hunter2', '_A=hunter2', ''])(
    'is refused without repeating it: %j',
    pair => {
      const error = thrownBy(() => variablesOf(['OK=1', pair]))
      expect(error).toMatchObject({code: 'ENV_MALFORMED', exit: 2, message: '--env number 2 is not NAME=VALUE.'})
    },
  )
})

describe('the file of --env-file', () => {
  it('has lines as dotenv writes them', () => {
    const text = [
      '\uFEFF# of the test account',
      '',
      'STAGE=test  # not live',
      'export TOKEN = abc=def ',
      "SINGLE='a # \\n b' # comment",
      String.raw`DOUBLE="a\n\"b\" \\ #"`,
      'HASH=a#b',
      'EMPTY=',
    ].join('\r\n')
    expect(variablesOfFile(text, '.env')).toEqual({
      STAGE: 'test',
      TOKEN: 'abc=def',
      SINGLE: String.raw`a # \n b`,
      DOUBLE: 'a\n"b" \\ #',
      HASH: 'a#b',
      EMPTY: '',
    })
  })

  it.each([
    ['hunter2', 'Line 2 of .env is not NAME=VALUE.'],
    ['a b=hunter2', 'Line 2 of .env is not NAME=VALUE.'],
    ['TOKEN="hunter2', 'Line 2 of .env has a quote that does not end on that line.'],
    ["TOKEN='hunter2' more", 'Line 2 of .env has a quote that does not end on that line.'],
  ])('is refused without repeating a value: %s', (line, message) => {
    expect(thrownBy(() => variablesOfFile(`OK=1\n${line}`, '.env'))).toMatchObject({
      code: 'ENV_MALFORMED',
      exit: 2,
      message,
    })
  })
})

describe('an environment', () => {
  it('may set what Lambda lets a function set', () => {
    expect(() => checkVariables({TZ: 'UTC', PYTHONPATH: '/x', AWS_ENDPOINT_URL: 'x'}, 'fn')).not.toThrow()
  })

  it.each([
    ['a reserved name', {AWS_REGION: 'x', _HANDLER: 'y'}, 'ENV_RESERVED', 'sets AWS_REGION, _HANDLER, which'],
    ['a name that is none', {'A-B': 'x'}, 'ENV_MALFORMED', 'has the name "A-B"'],
    ['more than 4 KB', {BLOB: 'x'.repeat(4096)}, 'ENV_TOO_LARGE', 'more than the 4 KB'],
  ])('is refused: %s', (_what, variables, code, said) => {
    expect(thrownBy(() => checkVariables(variables, 'fn'))).toMatchObject({
      code,
      exit: 2,
      message: expect.stringContaining(`The environment of fn ${said.startsWith('more') ? 'has ' : ''}${said}`),
    })
  })
})
