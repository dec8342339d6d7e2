// TS2339: Property 'commit' does not exist on type 'ManagedTransaction'
import { type Session } from 'neobolt'

declare const session: Session
export const result = session.executeWrite(async (tx) => await tx.commit())
