// TS2365: Operator '+' cannot be applied to types 'Integer' and 'number'
import { int } from 'neobolt'

export const sum = int(1) + 1
