import type {Defect} from '../defect.ts'

/** Functions that break items of the class "value strength". */
export const valueStrengthDefects: readonly Defect[] = [
  {
    name: 'twelve-characters',
    base: 'python/rep',
    item: 'value-strong-enough',
    change: [{from: 'PasswordLength=32', to: 'PasswordLength=12'}],
    trips: ['value-strong-enough'],
  },
  {
    name: 'generator-for-games',
    base: 'node/rep',
    item: 'value-from-crypto-source',
    change: [
      {
        from: `import {setTimeout as sleep} from 'node:timers/promises'
`,
        to: `import {createHash} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'
`,
      },
      {
        from: `  const {RandomPassword: password} = await call(secrets, random)
`,
        to: `  await call(secrets, random)
  const password = \`aA1-\${createHash('sha256').update(\`\${token} \${Math.random()}\`).digest('base64url')}\`
`,
      },
    ],
    trips: ['value-from-crypto-source'],
  },
  {
    name: 'small-letters-only',
    base: 'python/rep',
    item: 'value-meets-policy',
    change: [
      {
        from: 'PasswordLength=32, ',
        to: 'PasswordLength=40, ExcludeNumbers=True, ExcludePunctuation=True, ExcludeUppercase=True, ',
      },
    ],
    trips: ['value-meets-policy'],
  },
  {
    name: 'value-made-of-the-name',
    base: 'node/rand',
    item: 'value-never-repeats',
    change: [
      {
        from: `import {setTimeout as sleep} from 'node:timers/promises'
`,
        to: `import {createHash} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'
`,
      },
      {
        from: `  const {RandomPassword: password} = await call(secrets, random)
`,
        to: `  await call(secrets, random)
  const password = \`aA1-\${createHash('sha256').update(secretId).digest('base64url')}\`
`,
      },
    ],
    trips: ['value-never-repeats', 'value-from-crypto-source'],
  },
]
