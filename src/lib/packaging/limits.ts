/** What Lambda takes unpacked, 250 MB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MOST_UNPACKED_BYTES = 250 * 1024 * 1024

/** More entries a zip of the plain format cannot count. */
export const MOST_FILES = 65_534
