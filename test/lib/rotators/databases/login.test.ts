import {describe, expect, it} from 'vitest'
import {isSamePlace, loginIn} from '../../../../src/lib/rotators/databases/login.ts'
import {Settings} from '../../../../src/lib/rotators/settings.ts'
import {aValue} from '../support/a-context.ts'
import {aLogin, FakeServer} from './support/fake-server.ts'

const read = (text: string, env: Readonly<Record<string, string>> = {}) =>
  loginIn(aValue(text), new FakeServer({}), new Settings({}, env))

describe('the login in a value', () => {
  it('is read as AWS’s own functions lay it out', () => {
    expect(read(aLogin('now', {port: 5432, dbname: 'shop', ssl: true}))).toEqual({
      of: 'AWSCURRENT',
      host: 'db.internal',
      port: 5432,
      user: 'app',
      password: 'now',
      database: 'shop',
      tls: 'required',
    })
  })

  it('has the usual port and TLS where the server has it, where it says nothing', () => {
    expect(read(aLogin('now'))).toMatchObject({port: 1234, tls: 'offered', database: undefined})
  })

  it.each([
    [true, 'required'],
    ['True', 'required'],
    [false, 'off'],
    ['false', 'off'],
  ])('says by ssl %s whether there is TLS', (ssl, tls) => {
    expect(read(aLogin('now', {ssl})).tls).toBe(tls)
  })

  it('has its fields where settings say', () => {
    expect(read('{"host":"h","who":"app","pin":"1234"}', {USER_FIELD: 'who', PASSWORD_FIELD: 'pin'})).toMatchObject({
      user: 'app',
      password: '1234',
    })
  })

  it.each([
    ['plain', 'the value of AWSCURRENT is not a JSON object'],
    [aLogin('now', {engine: 'oracle'}), 'field engine of AWSCURRENT is not fake'],
    [aLogin('now', {engine: 7}), 'field engine of AWSCURRENT is not a text'],
    [aLogin('now', {host: undefined}), 'AWSCURRENT has no field host'],
    [aLogin('now', {username: ''}), 'field username of AWSCURRENT is not a text'],
    [aLogin('', {}), 'field password of AWSCURRENT is not a text'],
    [aLogin('now', {port: 'seven'}), 'field port of AWSCURRENT is no port'],
    [aLogin('now', {port: 70_000}), 'field port of AWSCURRENT is no port'],
    [aLogin('now', {ssl: 'verify-full'}), 'field ssl of AWSCURRENT is neither true nor false'],
  ])('is refused with the field that is wrong: %s', (text, reason) => {
    expect(() => read(text)).toThrow(reason)
  })

  it('is of the same place whatever the spelling of its host and port', () => {
    expect(isSamePlace(read(aLogin('a', {port: '5432', host: 'DB.internal'})), read(aLogin('b', {port: 5432})))).toBe(
      true,
    )
  })
})
