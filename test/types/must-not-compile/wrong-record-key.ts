// TS2769: No overload matches this call.
import { type Node, type Record } from 'neobolt'

declare const record: Record<{ n: Node }>
export const value: unknown = record.get('m')
