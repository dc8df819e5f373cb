import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {rulesDocument} from '../src/lib/doctor/rules-document.ts'

// Writes docs/doctor-rules.md anew; a test fails while it is not fresh.
await writeFile(join(import.meta.dirname, '../docs/doctor-rules.md'), rulesDocument())
