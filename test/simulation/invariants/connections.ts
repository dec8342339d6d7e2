import type { CallRecord } from '../programs/outcome.js'
import type { Invariant } from './invariant.js'

export const protocol: Invariant = {
  name: 'the driver keeps to the protocol',
  when: 'always',
  brokenBy: ({ truth }) => truth.problems[0]
}

export const oneOwner: Invariant = {
  name: 'a connection has one owner',
  when: 'atEnd',
  brokenBy ({ truth, records }) {
    for (const { number, connection, queries } of truth.transactions) {
      const owners = new Set(queries.map(({ call }) => rootOf(records.calls, call)))
      owners.delete(undefined)
      if (owners.size > 1) return `transaction ${number} on connection ${connection} has queries of the calls ${[...owners].join(' and ')}`
    }
    return undefined
  }
}

/** The call that began the transaction that another call is a part of. */
export function rootOf (calls: readonly CallRecord[], number: number | undefined): number | undefined {
  const call = number === undefined ? undefined : calls[number - 1]
  return call?.parent === undefined ? call?.call : rootOf(calls, call.parent)
}

export const ownResets: Invariant = {
  name: 'a RESET ends no transaction of somebody else',
  when: 'atEnd',
  brokenBy ({ truth, records: { calls } }) {
    for (const { transaction: { number, connection, queries }, at } of truth.resets) {
      const begin = calls[(rootOf(calls, queries[0]?.call) ?? 0) - 1] as CallRecord | undefined
      if (begin?.kind !== 'begin' || calls.some(call => call.begunAt <= at && mayReset(call, begin, at))) continue
      return `transaction ${number} of call ${begin.call} on connection ${connection} was ended by a RESET at ${at} ms, which nothing that its session did has led to`
    }
    return undefined
  }
}

/** Whether a call may be why the transaction that another one has begun is reset. */
function mayReset ({ call, kind, parent, session, settledAt, abortedAt, outcome }: CallRecord, begin: CallRecord, at: number): boolean {
  if (kind === 'driverClose') return true
  if (session === begin.session && ENDINGS.includes(kind)) return true
  if (call !== begin.call && parent !== begin.call) return false
  return abortedAt !== undefined || (outcome.kind === 'error' && (settledAt ?? Infinity) <= at)
}

const ENDINGS: ReadonlyArray<CallRecord['kind']> = ['sessionClose', 'commit', 'rollback', 'txClose']

export const ownUser: Invariant = {
  name: 'queries run as the user of their session, and in its database',
  when: 'atEnd',
  brokenBy ({ truth, records }) {
    for (const { connection, database, queries } of truth.transactions) {
      for (const { call: number, user, impersonatedUser } of queries) {
        const call = number === undefined ? undefined : records.calls[number - 1]
        if (call === undefined) continue
        const where = `the query of call ${number} on connection ${connection}`
        if (call.user !== undefined && call.user !== user) return `${where} ran as ${user}, and its session belongs to ${call.user}`
        if (call.impersonatedUser !== impersonatedUser) return `${where} impersonated ${impersonatedUser}, and should ${call.impersonatedUser}`
        if (call.database !== undefined && call.database !== database) return `${where} ran in ${database}, and should in ${call.database}`
      }
    }
    return undefined
  }
}
