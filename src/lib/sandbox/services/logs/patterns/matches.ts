/** Whether a message matches a pattern. */
export type Matches = (message: string) => boolean
