/** Puts back what was kept, as often as it is called. */
export type Back = () => void

/** Something that can keep what it knows at this moment. Absent `keep`: it cannot. */
interface Keeper {
  keep?(): Back
}

/** All of them in one; undefined: one of them cannot. */
export function keepAll(all: readonly Keeper[]): Back | undefined {
  const kept = all.map(one => one.keep?.())
  if (kept.some(back => back === undefined)) return undefined
  return () => {
    for (const back of kept) back?.()
  }
}
