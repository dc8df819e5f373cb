const HIDDEN = '[hidden]'

/** Shorter texts stand in many words. */
const LEAST_LENGTH = 4

/** Takes out of texts what must not be seen. Nothing of it should be there in the first place; this is the second lock. */
export class Redactor {
  readonly #hidden = new Set<string>()

  /** Hides a text from now on, in the forms in which it may stand in others, and answers it. */
  hide(text: string): string {
    for (const form of formsOf(text)) if (form.length >= LEAST_LENGTH) this.#hidden.add(form)
    return text
  }

  clean(text: string): string {
    // Longest first: of a text that stands in another nothing is left over.
    const inOrder = [...this.#hidden].sort((a, b) => b.length - a.length)
    return inOrder.reduce((cleaned, one) => cleaned.replaceAll(one, HIDDEN), text)
  }
}

function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text.toWellFormed()),
    bytes.toString('base64'),
    bytes.toString('hex'),
  ]
}
