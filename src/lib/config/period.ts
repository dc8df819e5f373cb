const unitMs = {d: 86_400_000, h: 3_600_000} as const

/** The period that `30d` or `12h` means, in milliseconds; NaN for any other text. */
export function periodMs(text: string): number {
  const [, count, unit] = /^(\d{1,4})([dh])$/.exec(text) ?? []
  return Number(count) * unitMs[unit === 'h' ? 'h' : 'd']
}
