import {startSandbox} from '../../src/lib/sandbox/index.ts'

// A sandbox that a test can kill: started with a state folder, it says where it listens and stays.
const stateFolder = process.argv[2]
const sandbox = await startSandbox(stateFolder === undefined ? {} : {stateFolder})
process.send?.({endpoint: sandbox.url, region: sandbox.region, credentials: sandbox.credentials})
