const PLACES = 20

/** `[#####---------------]`: how much is done, full only once all of it is. */
export function progressBar(done: number, planned: number): string {
  const full = planned === 0 ? 0 : Math.floor((done / planned) * PLACES)
  return `[${'#'.repeat(full)}${'-'.repeat(PLACES - full)}]`
}
