import {once} from 'node:events'
import {createServer, type AddressInfo} from 'node:net'
import {expect, it} from 'vitest'
import {postgresql} from '../../../../src/lib/rotators/databases/postgresql.ts'

it('a server that lets in without a password does not tell whether it takes one', async () => {
  const server = createServer(socket => {
    // AuthenticationOk and ReadyForQuery. https://www.postgresql.org/docs/current/protocol-message-formats.html
    socket.once('data', () => socket.write(Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1')))
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const {port} = server.address() as AddressInfo
  const who = {user: 'app', password: 'any', database: 'postgres'}
  const login = {of: 'AWSPENDING', host: '127.0.0.1', port, ...who, tls: 'off'} as const
  try {
    await expect(postgresql.open(login, {tls: undefined, timeoutMs: 4000})).rejects.toThrow(
      'the server: NO_PASSWORD_ASKED',
    )
  } finally {
    server.close()
  }
})
