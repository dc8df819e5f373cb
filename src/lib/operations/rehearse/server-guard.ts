import {isLoopbackAddress} from '../../rehearse/input/loopback.ts'
import {inputRefused} from '../../rehearse/input/refused.ts'

/** A server that rotations will change. */
export interface GivenServer {
  /** `targets[0].postgres`, `--target postgres` */
  readonly place: string
  readonly host: string
  readonly disposable: boolean
  /** Where the file names the host again. */
  readonly allowHost?: string | undefined
}

export interface ServerFlags {
  /** `--disposable` */
  readonly disposable: boolean
  /** `--target-host`, each. */
  readonly hosts: readonly string[]
}

/** Addresses of a host; throws where there are none. */
export type ResolveHost = (host: string) => Promise<readonly string[]>

/**
 * Refuses a server that nobody called disposable, and one outside this machine whose host was not named a second time: a
 * rehearsal changes its passwords many times, and leaves them so. Throws TARGET_NOT_DISPOSABLE, TARGET_HOST_UNKNOWN and
 * TARGET_HOST_ELSEWHERE (exit 2).
 */
export async function checkServer(server: GivenServer, flags: ServerFlags, resolveHost: ResolveHost): Promise<void> {
  const {place, host} = server
  if (!server.disposable && !flags.disposable) {
    throw inputRefused(
      'TARGET_NOT_DISPOSABLE',
      `${place} is a real server, ${host}, and a rehearsal changes its accounts again and again.`,
      'If nothing depends on them: --disposable, or disposable: true in the file of --targets.',
    )
  }
  if (server.allowHost === host || flags.hosts.includes(host)) return
  const addresses = await resolveHost(host.replace(/^\[|\]$/g, '')).catch(() => [])
  if (addresses.length === 0) {
    throw inputRefused(
      'TARGET_HOST_UNKNOWN',
      `${place} names the host ${host}, which has no address here.`,
      `Check the name. A server of this machine is 127.0.0.1.`,
    )
  }
  const outside = addresses.find(address => !isLoopbackAddress(address))
  if (outside === undefined) return
  throw inputRefused(
    'TARGET_HOST_ELSEWHERE',
    `${place} names ${host}${outside === host ? '' : ` (${outside})`}, which is not this machine.`,
    `If that server is disposable, name it again: --target-host ${host}, or allowHost: ${host} in the file of --targets.`,
  )
}
