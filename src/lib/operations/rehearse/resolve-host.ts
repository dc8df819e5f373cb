import {lookup} from 'node:dns/promises'
import type {ResolveHost} from './server-guard.ts'

/** Addresses of a host as this machine's programs see them: its hosts file counts. */
export const resolveHost: ResolveHost = async host => {
  const found = await lookup(host, {all: true})
  return found.map(({address}) => address)
}
