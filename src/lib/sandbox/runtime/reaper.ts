import type {ChildProcess} from 'node:child_process'
import {spawn} from 'node:child_process'

/** Ends the function processes of a sandbox that dies without stopping, and removes their files. */
export interface Reaper {
  add(groupId: number): void
  remove(groupId: number): void
  close(): void
}

// Remembers process groups by "+id" and forgets them by "-id"; its input ends when the sandbox does, however it dies,
// and it kills what is left. A handler in an endless loop cannot notice that by itself.
const SCRIPT = `groups=' '
while read -r line; do
  id=\${line#?}
  case $line in
    +*) groups="$groups$id " ;;
    -*) groups="\${groups%% $id *} \${groups#* $id }" ;;
  esac
done
for id in $groups; do kill -s KILL -- "-$id" 2>/dev/null; done
rm -rf -- "$1"`

/** Starts the shell on first use; `folder` goes in the end. On Windows there are no process groups; there a process watches its input alone. */
export function createReaper(folder: string): Reaper {
  if (process.platform === 'win32') return {add: () => undefined, remove: () => undefined, close: () => undefined}
  let shell: ChildProcess | undefined
  const tell = (line: string) => {
    shell ??= start(folder)
    shell.stdin?.write(`${line}\n`)
  }
  return {
    add: groupId => tell(`+${groupId}`),
    remove: groupId => tell(`-${groupId}`),
    close() {
      shell?.stdin?.end()
      shell = undefined
    },
  }
}

function start(folder: string): ChildProcess {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: {PATH: '/usr/bin:/bin'},
  })
  shell.unref()
  // A shell that is gone takes no more lines; the processes then only have their own watch.
  shell.on('error', () => undefined)
  shell.stdin?.on('error', () => undefined)
  ;(shell.stdin as unknown as {unref?: () => void} | null)?.unref?.()
  return shell
}
