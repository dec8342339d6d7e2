// TS2307: Cannot find module 'neobolt/types/integer'
import { Integer } from 'neobolt/types/integer'

export const one = Integer.ONE
