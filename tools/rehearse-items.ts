import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {itemsDocument} from '../src/lib/operations/rehearse/items-document.ts'

// Writes docs/rehearse-items.md anew; a test fails while it is not fresh.
await writeFile(join(import.meta.dirname, '../docs/rehearse-items.md'), itemsDocument())
