import {beforeEach} from 'vitest'

// Nothing a test starts may reach the real AWS or read the user's own profiles; product.md gives sandbox children the same.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('AWS_') || /_proxy$/i.test(name)) delete process.env[name]
}
process.env['AWS_EC2_METADATA_DISABLED'] = 'true'
process.env['AWS_CONFIG_FILE'] = '/dev/null'
process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null'
process.env['NO_PROXY'] = '*'
process.env['SECROT_CONFIG_DIR'] = '/nonexistent'
delete process.env['CI']

beforeEach(() => {
  process.exitCode = undefined
})
