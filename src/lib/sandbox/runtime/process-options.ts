import type {Pause} from '../kernel.ts'

/** `virtual`: a process waits in virtual time. */
export type ProcessTime = 'real' | 'virtual'

/** How the processes of functions run, all in one sandbox alike. */
export interface ProcessOptions {
  readonly processTime: ProcessTime
  /** Seeds the generators of processes that are not cryptographic. */
  readonly seedOfFunctions: number | undefined
  /** Hosts beside loopback that they may reach. */
  readonly allowedHosts: readonly string[]
  /** Told of each pause of a process that waits in virtual time. */
  readonly onPause: ((pause: Pause) => void) | undefined
  /** Processes have a network of their own, where the machine can give them one, from which only the sandbox is reached. */
  readonly ownNetwork: boolean
}
