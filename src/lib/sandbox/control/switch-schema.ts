import * as v from 'valibot'

import {DEFAULT_SWITCHES} from '../switches.ts'

const Count = v.pipe(v.number(), v.minValue(0))

/** Some of the switches, each of the type of its default; `pageSize` may be null, which is the service's own. */
export const Switches = v.strictObject({
  ...Object.fromEntries(
    Object.entries(DEFAULT_SWITCHES).map(([name, value]) => [
      name,
      v.exactOptional(typeof value === 'boolean' ? v.boolean() : Count),
    ]),
  ),
  rotationAttempts: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  pageSize: v.exactOptional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)))),
})
