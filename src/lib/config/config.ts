/** What an operator wrote down once, in place of flags that would be typed each time. Data only; absent: nothing of it. */
export interface Config {
  /** How other accounts are reached, by their ids. */
  readonly accounts: Readonly<Record<string, AccountAccess>>
  /** Regions that a fleet is listed in, or `all` alone. */
  readonly regions: readonly string[]
  /** Commands that ask the targets of secrets; the first whose pattern fits counts. */
  readonly probes: readonly ConfiguredProbe[]
  /** How often secrets are to rotate; the first whose pattern fits counts. */
  readonly intervals: readonly WantedInterval[]
  /** Findings that are known and may stay for a while. */
  readonly accepted: readonly AcceptedFinding[]
}

/** How an account is reached: by a profile of the shared AWS configuration, or by a role of it that is assumed. */
export type AccountAccess = {readonly profile: string} | {readonly role: string}

/** What `--probe` would say of the secrets of a pattern. */
export interface ConfiguredProbe {
  /** Pattern of names, or of ARNs (`matchesSecret`). */
  readonly secrets: string
  /** As `--probe` takes it: split into words, started without a shell. */
  readonly command: string
}

/** How often the secrets of a pattern are to rotate, and how old a value in use may be. */
export interface WantedInterval {
  /** Pattern of names, or of ARNs (`matchesSecret`). */
  readonly secrets: string
  /** The longest interval that a schedule may have: `30d` or `12h`. */
  readonly rotateEvery: string
  /** The oldest that a value in use may be, no shorter than `rotateEvery`: `90d`. Absent: any age. */
  readonly valueAge?: string | undefined
}

/** A finding of the doctor in some secrets that may stay until a day. */
export interface AcceptedFinding {
  /** Id of the check. */
  readonly finding: string
  /** Pattern of names, or of ARNs (`matchesSecret`). */
  readonly secrets: string
  /** The last day it holds, UTC, `2026-12-31`. */
  readonly until: string
  /** Why; shown beside it. */
  readonly reason?: string | undefined
}

/** A user without a configuration file. */
export const noConfig: Config = {accounts: {}, regions: [], probes: [], intervals: [], accepted: []}
