import {type Column, table} from '../table.ts'
import type {View} from '../view.ts'

/** A line of the contract. */
export interface ContractLine {
  readonly id: string
  readonly class: string
  readonly severity: string
  readonly rule: string
  readonly kinds: readonly string[]
}

/** The items of the contract, in its order. */
export const rehearseItemsView: View<readonly ContractLine[]> = (items, options) => table(columns, items, options)

const columns: readonly Column<ContractLine>[] = [
  {header: 'ITEM', cell: ({id}) => id},
  {header: 'SEVERITY', cell: ({severity}) => severity},
  {header: 'KINDS', cell: ({kinds}) => kinds.join(' ')},
  {header: 'RULE', cell: ({rule}) => rule, overflow: 'wrap'},
]
