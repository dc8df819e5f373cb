/**
 * The day on which Lambda ends the support of a runtime: no security updates from then on, and some time later no update of
 * its functions. As the page had it in February 2026; days that are far ahead may still be moved.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const ends: Readonly<Record<string, string>> = {
  'nodejs14.x': '2023-12-04',
  'nodejs16.x': '2024-06-12',
  'nodejs18.x': '2025-09-01',
  'nodejs20.x': '2026-04-30',
  'nodejs22.x': '2027-04-30',
  'nodejs24.x': '2028-04-30',
  'python3.7': '2023-12-04',
  'python3.8': '2024-10-14',
  'python3.9': '2025-12-15',
  'python3.10': '2026-10-31',
  'python3.11': '2027-06-30',
  'python3.12': '2028-10-31',
  'python3.13': '2029-06-30',
  'python3.14': '2029-06-30',
}

/** When the support of a runtime ends, epoch milliseconds; undefined: it is none that rotation functions are known to use. */
export function supportEndOf(runtime: string): number | undefined {
  const day = ends[runtime]
  return day === undefined ? undefined : Date.parse(`${day}T00:00:00Z`)
}
