/** The same object without the members that are undefined: AWS leaves out what is not set, and so do we. */
export function present<T extends object>(members: T): {[Key in keyof T]?: Exclude<T[Key], undefined>} {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>
  }
}
