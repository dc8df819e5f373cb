/** What every value in the fuzz holds, and every log line of its functions: it must not be seen anywhere. */
export const canary = 'Kq7"Zw9+Xv3/Lm5&Np1=Rt8'

/** Parts of it that no other text has; a text cut in the middle still shows one. */
const parts = ['Kq7"Zw9', 'Zw9+Xv3', 'Xv3/Lm5', 'Lm5&Np1', 'Np1=Rt8']

const forms = new Map<string, string>()
for (const part of parts) {
  const escaped = JSON.stringify(part).slice(1, -1)
  forms.set(part, 'as it is')
  forms.set(escaped, 'JSON-escaped')
  forms.set(JSON.stringify(escaped).slice(1, -1), 'JSON-escaped twice')
  forms.set(part.replaceAll('"', '\\u0022'), 'JSON-escaped by number')
  forms.set(encodeURIComponent(part), 'URL-escaped')
  forms.set(
    encodeURIComponent(part).replaceAll(/%../g, hex => hex.toLowerCase()),
    'URL-escaped',
  )
  forms.set(part.replaceAll('"', '&quot;').replaceAll('&N', '&amp;N'), 'XML-escaped')
  for (const hex of [Buffer.from(part).toString('hex')]) {
    forms.set(hex, 'hex')
    forms.set(hex.toUpperCase(), 'hex')
  }
}
// In base64 a text looks different at each of three offsets; what its neighbours decide is cut off at both ends.
for (const offset of [0, 1, 2]) {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(canary)])
  const inner = bytes
    .toString('base64')
    .replace(/=+$/, '')
    .slice(offset === 0 ? 0 : offset + 1, -2)
  for (let at = 0; at + 10 <= inner.length; at += 5) {
    forms.set(inner.slice(at, at + 10), 'base64')
    forms.set(
      inner
        .slice(at, at + 10)
        .replaceAll('+', '-')
        .replaceAll('/', '_'),
      'base64',
    )
  }
}

const anyForm = new RegExp(
  [...forms.keys()].map(form => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join('|'),
)

/** How a text shows the canary; undefined: it does not. */
export function exposure(text: string): string | undefined {
  const found = anyForm.exec(text)?.[0]
  return found === undefined ? undefined : `${forms.get(found)} in …${around(text, found)}…`
}

function around(text: string, found: string): string {
  const at = text.indexOf(found)
  return text.slice(Math.max(0, at - 60), at + found.length + 40)
}

/** Text that would steer a terminal or a shell: foreign text of every kind holds it. */
export const hostile = {
  terminal: '\u001B]0;owned\u0007\u001B[2J\u202Etxt.exe\u0085',
  shell: `'"$(touch owned)\`touch owned\`;touch owned #`,
}

// Colours, and what a spinner and a prompt move: everything else that steers a terminal is foreign.
const own = new RegExp(String.raw`\u001B\[(?:[0-9;]*[mGKJABCDH]|\?(?:25|2026|2004)[lh])`, 'g')

/** Foreign control characters that reached a terminal; undefined: none. */
export function steering(text: string): string | undefined {
  const rest = text.replaceAll(own, '')
  const at = rest.search(/[^\P{Cc}\n\r\t]|[\u202A-\u202E\u2066-\u2069]/u)
  const cleared = text.includes('\u001B[2J') && !text.includes('\u001B[H\u001B[2J')
  if (at === -1 && !cleared) return undefined
  return JSON.stringify(cleared ? 'clears the screen' : rest.slice(Math.max(0, at - 60), at + 40))
}
