import {describe, expect, it} from 'vitest'
import {maskOf} from '../../../src/lib/history/mask.ts'

const pem = ['-----BEGIN KEY-----', 'MIIEpAIBAAKCAQEA7bq1', 'w0Zk9fPq', 'Qg==', '-----END KEY-----'].join('\n')

describe('the mask of a value', () => {
  it('covers it without the line break at its end', () => {
    const mask = maskOf(['hunter2-hunter2\n'])
    expect(mask('cannot use hunter2-hunter2')).toBe('cannot use [masked]')
    expect(mask(`user:${Buffer.from('hunter2-hunter2').toString('base64')}`)).toBe('user:[masked]')
  })

  it.each(pem.split('\n'))('covers each of its lines: %s', line => {
    expect(maskOf([`${pem}\n`])(`tried ${line}, no`)).toBe('tried [masked], no')
  })

  it.each(['\r\n', '\r', '\\n', '\\r\\n', ' '])('covers it with %j between its lines', between => {
    const text = pem.split('\n').join(between)
    expect(maskOf([pem])(`tried ${text}`)).toBe('tried [masked]')
    expect(maskOf([pem.replaceAll('\n', '\r')])(`tried ${text}`)).toBe('tried [masked]')
  })

  it('covers the lines of a member of it', () => {
    const mask = maskOf([JSON.stringify({key: `${pem}\n`, user: 'orders-app\n'})])
    expect(mask('MIIEpAIBAAKCAQEA7bq1 of orders-app')).toBe('[masked] of [masked]')
    expect(mask(JSON.stringify({x: pem}))).toBe('{"x":"[masked]"}')
  })

  it('covers what a shell makes of several spaces in it', () => {
    expect(maskOf(['correct  horse\tbattery'])('tried correct horse battery')).toBe('tried [masked]')
  })
})
