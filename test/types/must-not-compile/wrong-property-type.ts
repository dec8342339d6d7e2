// TS2322: Type 'string' is not assignable to type 'number'
import { type Session, type Node, type Integer } from 'neobolt'

declare const session: Session
export async function ageOf (): Promise<number> {
  const { records } = await session.run<{ n: Node<Integer, { age: string }> }>('MATCH (n) RETURN n')
  return records[0].get('n').properties.age
}
