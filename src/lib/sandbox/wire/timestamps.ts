/** Epoch ms as JSON 1.1 carries times: seconds with a fraction (`1523477145.729`). */
export function epochSeconds(at: number): number {
  return at / 1000
}

/** Epoch ms as the Query protocol carries times: `2025-11-25T02:43:05Z`. */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}
