// TS2345: Argument of type '"Animal"' is not assignable to parameter of type '"Person"'
import { type Integer, type Node } from 'neobolt'

declare const person: Node<Integer, { name: string }, 'Person'>
export const isAnimal = person.labels.includes('Animal')
