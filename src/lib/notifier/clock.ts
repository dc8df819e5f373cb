/** Epoch milliseconds of this process. */
export const now = (): number => Date.now()
