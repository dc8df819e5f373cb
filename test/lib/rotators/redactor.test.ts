import {describe, expect, it} from 'vitest'
import {logOf} from '../../../src/lib/rotators/log.ts'
import {Redactor} from '../../../src/lib/rotators/redactor.ts'

const secret = 'p"a/s s+ü'

describe('what is hidden', () => {
  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({secret})],
    ['in a URL', encodeURIComponent(secret)],
    ['in Base64', Buffer.from(secret).toString('base64')],
    ['in hex', Buffer.from(secret).toString('hex')],
  ])('is seen in no text: %s', (_, form) => {
    const redactor = new Redactor()
    expect(redactor.clean(form)).toBe(form)
    expect(redactor.hide(secret)).toBe(secret)
    const cleaned = redactor.clean(`before ${form} after`)
    expect(cleaned).toMatch(/^before .*\[hidden\].* after$/)
    expect(cleaned).not.toContain('a/s s')
    expect(cleaned).not.toContain(form)
  })

  it('is hidden whole where another hidden text is a part of it', () => {
    const redactor = new Redactor()
    redactor.hide('word')
    redactor.hide('password')
    expect(redactor.clean('a password')).toBe('a [hidden]')
  })

  it('is seen in no line of the log, in whatever field', () => {
    const written: string[] = []
    const write = (line: string) => void written.push(line)
    const redactor = new Redactor()
    redactor.hide(secret)
    const log = logOf({info: write, warn: write, error: write}, redactor, {step: 'testSecret', secretId: 'arn'})
    log.info(`it is ${secret}`)
    log.warn('a field', {told: secret})
    log.error('plain', {code: 'AccessDeniedException'})
    expect(written.map(line => JSON.parse(line) as unknown)).toEqual([
      {level: 'info', message: 'it is [hidden]', step: 'testSecret', secretId: 'arn'},
      {level: 'warn', message: 'a field', step: 'testSecret', secretId: 'arn', told: '[hidden]'},
      {level: 'error', message: 'plain', step: 'testSecret', secretId: 'arn', code: 'AccessDeniedException'},
    ])
  })
})
