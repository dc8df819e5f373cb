/** Below this a table has no room and becomes `key: value` lines. */
export const narrowColumns = 60
