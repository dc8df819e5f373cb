/** A control request that cannot be carried out as it is. */
export class ControlRefusal extends Error {
  readonly status: number

  constructor(message: string, status = 400) {
    super(message)
    this.name = 'ControlRefusal'
    this.status = status
  }
}
