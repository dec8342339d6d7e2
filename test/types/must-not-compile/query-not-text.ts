// TS2345: Argument of type 'number' is not assignable to parameter of type 'Query'
import { type Session } from 'neobolt'

declare const session: Session
export const result = session.run(42)
