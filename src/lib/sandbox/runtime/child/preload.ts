import {installPacing} from './paced.ts'
import {installVirtualTime} from './virtual-time.ts'
import {allowLoopbackOnly} from './loopback-only.ts'
import {redirectOldSdks} from './old-sdks.ts'
import {provideSdk} from './provided-modules.ts'

// Loaded before anything else in the process of a Node function, and in its worker threads.
installVirtualTime(Number(process.env['SECROT_CLOCK_OFFSET_MS'] ?? 0))
delete process.env['NODE_COMPILE_CACHE']
const pacedFrom = process.env['SECROT_PACED_FROM_MS']
delete process.env['SECROT_PACED_FROM_MS']
const allowedHosts = new Set((process.env['SECROT_ALLOWED_HOSTS'] ?? '').split(',').filter(host => host !== ''))
delete process.env['SECROT_ALLOWED_HOSTS']
// Threads and processes that a handler starts go on in real time.
if (pacedFrom !== undefined) installPacing(Number(pacedFrom))
allowLoopbackOnly(process.env['SECROT_DOORS'], allowedHosts)
provideSdk()
redirectOldSdks(process.env['AWS_ENDPOINT_URL'])
