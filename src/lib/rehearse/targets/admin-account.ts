import type {Sensitive} from '../../sensitive.ts'

/** Whoever may reset accounts. */
export interface AdminAccount {
  readonly user: string
  readonly password: Sensitive
}
