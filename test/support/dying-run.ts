import {mutate} from '../../src/lib/operations/mutate.ts'
import {fileJournal} from '../../src/lib/journal/file-journal.ts'
import {fakeContext} from './fake-context.ts'

// A run in a process of its own, whose change is sent and never answered. Started by test/cli/crash.test.ts, which kills it.
const [stateFolder = ''] = process.argv.slice(2)
const journal = fileJournal({
  stateFolder,
  command: 'rotate',
  argv: ['prod/api'],
  now: () => Date.now(),
  randomBytes: length => crypto.getRandomValues(new Uint8Array(length)),
  about: () => Promise.resolve({account: '111122223333', region: 'eu-central-1'}),
})
await mutate(
  {...fakeContext(), journal},
  {
    action: 'secretsmanager:RotateSecret',
    resource: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-Qw3rTy',
    scope: {region: 'eu-central-1'},
    request: {},
    summary: 'rotate',
    aws: 'aws secretsmanager rotate-secret …',
    hits: 'nobody',
    undo: {kind: 'none', because: 'a test'},
    fingerprint: 'x',
    readFingerprint: () => Promise.resolve('x'),
    send: () => {
      process.stdout.write('sent\n')
      return new Promise(resolve => setTimeout(resolve, 60_000))
    },
  },
)
