import type {Output, Place, Stack} from './entities.ts'

/** Stacks of all accounts and regions, deleted ones too. */
export class CloudFormationState {
  #stacks: ReadonlyMap<string, Stack> = new Map()

  /** By name those that are not deleted, by ARN all. */
  find(place: Place, nameOrArn: string): Stack | undefined {
    const known = this.#stacks.get(nameOrArn)
    if (known !== undefined)
      return known.accountId === place.accountId && known.region === place.region ? known : undefined
    return this.of(place).findLast(({name, status}) => name === nameOrArn && status !== 'DELETE_COMPLETE')
  }

  get(id: string): Stack | undefined {
    return this.#stacks.get(id)
  }

  /** In the order in which they were made. */
  of({accountId, region}: Place): readonly Stack[] {
    return [...this.#stacks.values()].filter(stack => stack.accountId === accountId && stack.region === region)
  }

  all(): readonly Stack[] {
    return [...this.#stacks.values()]
  }

  exports(place: Place): readonly (Output & {readonly stack: Stack})[] {
    return this.of(place).flatMap(stack =>
      stack.outputs.flatMap(output => (output.exportName === undefined ? [] : [{...output, stack}])),
    )
  }

  put(stack: Stack): void {
    this.#stacks = new Map(this.#stacks).set(stack.id, stack)
  }

  snapshot(): unknown {
    return this.#stacks
  }

  /** A state that was written before there were stacks has none. */
  restore(snapshot: unknown): void {
    this.#stacks = new Map(snapshot as ReadonlyMap<string, Stack> | undefined)
  }
}
