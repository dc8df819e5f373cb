/** What AWS's own functions leave out of a password where nothing else is said: it breaks connection strings. */
export const USUALLY_EXCLUDED = `/@"'\\`
