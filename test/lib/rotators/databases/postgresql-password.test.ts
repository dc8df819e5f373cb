import {expect, it} from 'vitest'
import {storedPassword} from '../../../../src/lib/rotators/databases/postgresql-password.ts'
import {isStored} from '../../../../src/lib/rehearse/targets/postgres-proof.ts'

it.each(['plain', 'ü 密 "quoted"', 'ﬁ ½'])('a password is stored as PostgreSQL would store it: %s', password => {
  const stored = storedPassword('app', password, 'scram-sha-256')
  expect(stored).toMatch(/^SCRAM-SHA-256\$4096:/)
  expect([isStored(stored, 'app', password), isStored(stored, 'app', `${password}.`)]).toEqual([true, false])
  expect(storedPassword('app', password, 'scram-sha-256')).not.toBe(stored)
})

it.each(['md5', 'on', undefined])('a server whose passwords are md5 (%s) gets one', encryption => {
  const stored = storedPassword('app', 'plain', encryption)
  expect(stored).toMatch(/^md5[0-9a-f]{32}$/)
  expect(isStored(stored, 'app', 'plain')).toBe(true)
})
