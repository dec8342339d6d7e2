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
function rootOf (calls: readonly CallRecord[], number: number | undefined): number | undefined {
  const call = number === undefined ? undefined : calls[number - 1]
  return call?.parent === undefined ? call?.call : rootOf(calls, call.parent)
}

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
