import type {RotationStep} from './secret.ts'

/**
 * Whether a step that is sent by hand to a function no rehearsal speaks for wants the digest of its code: the others write a
 * value, change the target or move a label, testSecret only uses the value and takes a plain question.
 */
export function wantsTrust(step: RotationStep): boolean {
  return step !== 'testSecret'
}

/** Why such a step is not sent, with the flag that would let it go; `lack`: what no rehearsal tells of it. */
export function trustWanted(codeSha256: string | undefined, lack: string): string {
  return `${lack}: sending its steps by hand wants --trust-handler ${codeSha256 ?? 'CODESHA256'}`
}
