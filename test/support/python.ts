import {execFileSync} from 'node:child_process'

/** Why Python tests cannot run on this machine; undefined: they can. */
export function withoutPython(modules: readonly string[] = []): string | undefined {
  try {
    execFileSync('python3', ['-c', ['pass', ...modules.map(name => `import ${name}`)].join('; ')], {stdio: 'ignore'})
    return undefined
  } catch {
    return modules.length === 0 ? 'python3 is absent' : `python3 or ${modules.join(', ')} is absent`
  }
}
