/** A connection cut by a fault, as an in-process caller meets it. */
export class ConnectionCut extends Error {
  /** As Node names it when a server goes away. */
  readonly code = 'ECONNRESET'
  /** Nobody outside can know; simulations compare it with what the caller believes. */
  readonly tookEffect: boolean

  constructor(tookEffect: boolean) {
    super('socket hang up')
    this.name = 'TimeoutError'
    this.tookEffect = tookEffect
  }
}
