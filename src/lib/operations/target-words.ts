import type {DoctorOptions} from './doctor-options.ts'

/** How the target was asked: the next command asks it in the same way. */
export function targetWords({probe, target}: Pick<DoctorOptions, 'probe' | 'target'>): readonly string[] {
  if (probe !== undefined) return ['--probe', probe.command]
  return target === undefined ? [] : ['--target', target]
}
