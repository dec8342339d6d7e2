import { completeRows, noSurprises, settledInTime, typedErrors } from './calls.js'
import { causalReads } from './causal-reads.js'
import { closedMeansSettled } from './closing.js'
import { oneOwner, ownResets, ownUser, protocol } from './connections.js'
import type { Invariant } from './invariant.js'
import { fewTables, nothingLeft } from './leftovers.js'
import { freshTables } from './tables.js'
import { notSent } from './outcomes.js'
import { noWaiterForgotten, poolSums } from './pools.js'
import { firstComeFirstServed, waitsEndInTime } from './waiting.js'
import { acknowledgedWrites, rolledBackWrites, writesOnce } from './writes.js'

/** All of them. What is not listed here is not checked. */
export const INVARIANTS: readonly Invariant[] = [
  protocol, noSurprises, poolSums, noWaiterForgotten,
  acknowledgedWrites, writesOnce, rolledBackWrites, notSent, causalReads, completeRows, oneOwner, ownResets, ownUser, settledInTime, waitsEndInTime, firstComeFirstServed, closedMeansSettled, typedErrors, freshTables, nothingLeft, fewTables
]
