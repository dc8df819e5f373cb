/** A text of SQL where backslashes are nothing special: the mode NO_BACKSLASH_ESCAPES. */
export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

/** A statement as servers tell it, without texts and names, which may say anything. */
export const withoutTexts = (statement: string) => statement.replaceAll(/'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`/g, "''")
