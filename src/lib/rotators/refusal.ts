/** A step that must not go on. The message is ours: what is wrong and where, never a value. */
export class Refusal extends Error {
  override readonly name = 'RotationRefused'
}
