/** What one value of an event is held against. `absent` is asked of a field that the event does not have. */
export type ValueTest = {readonly kind: 'value'; readonly fits: (value: unknown) => boolean} | {readonly kind: 'absent'}

/** The pattern is none. The message is what EventBridge says after "Reason:". */
export class PatternSyntaxError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PatternSyntaxError'
  }
}

export function onValue(fits: (value: unknown) => boolean): ValueTest {
  return {kind: 'value', fits}
}

export function onText(fits: (text: string) => boolean): ValueTest {
  return onValue(value => typeof value === 'string' && fits(value))
}
