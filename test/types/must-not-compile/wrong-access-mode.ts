// TS2820: Type '"read"' is not assignable to type '
import { type Driver } from 'neobolt'

declare const driver: Driver
export const session = driver.session({ defaultAccessMode: 'read' })
