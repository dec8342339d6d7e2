import { isObject } from '../assert.js'
import { newError } from '../error.js'
import type { NotificationCategory, NotificationClassification, NotificationSeverityLevel } from './notification.js'
import { describeKind } from '../text.js'

type ExcludeUnknown<T> = Exclude<T, 'UNKNOWN'>
type EnumRecord<T extends string> = { [key in T]: key }

/** The lowest severity of notifications that the server sends; `OFF` for no notifications. */
export type NotificationFilterMinimumSeverityLevel = ExcludeUnknown<NotificationSeverityLevel> | 'OFF'
/** @deprecated use {@link NotificationFilterDisabledClassification} */
export type NotificationFilterDisabledCategory = ExcludeUnknown<NotificationCategory>
/** A classification of notifications that the server does not send. */
export type NotificationFilterDisabledClassification = ExcludeUnknown<NotificationClassification>

/** Values for {@link NotificationFilter.minimumSeverityLevel}. */
export const notificationFilterMinimumSeverityLevel: EnumRecord<NotificationFilterMinimumSeverityLevel> = Object.freeze({
  OFF: 'OFF',
  WARNING: 'WARNING',
  INFORMATION: 'INFORMATION'
})

/**
 * Values for {@link NotificationFilter.disabledCategories}.
 * @deprecated use {@link notificationFilterDisabledClassification}
 */
export const notificationFilterDisabledCategory: EnumRecord<NotificationFilterDisabledCategory> = Object.freeze({
  HINT: 'HINT',
  UNRECOGNIZED: 'UNRECOGNIZED',
  UNSUPPORTED: 'UNSUPPORTED',
  PERFORMANCE: 'PERFORMANCE',
  TOPOLOGY: 'TOPOLOGY',
  SECURITY: 'SECURITY',
  DEPRECATION: 'DEPRECATION',
  GENERIC: 'GENERIC',
  SCHEMA: 'SCHEMA'
})

/** Values for {@link NotificationFilter.disabledClassifications}. */
export const notificationFilterDisabledClassification: EnumRecord<NotificationFilterDisabledClassification> = notificationFilterDisabledCategory

/** Which notifications the server should send, for a driver or a session. Omitted parts keep the server's default. */
export declare class NotificationFilter {
  private constructor ()
  minimumSeverityLevel?: NotificationFilterMinimumSeverityLevel
  /** @deprecated use `disabledClassifications`; not both */
  disabledCategories?: NotificationFilterDisabledCategory[]
  disabledClassifications?: NotificationFilterDisabledClassification[]
}

/**
 * Returns the filter. Names that this driver does not know are accepted: the server may know them.
 * @throws TypeError if a part has the wrong type
 * @throws Neo4jError if both `disabledCategories` and `disabledClassifications` are set
 */
export function assertNotificationFilter (filter: NotificationFilter | null | undefined): NotificationFilter | undefined {
  if (filter == null) {
    return undefined
  }
  assertPart('', 'an object', filter, isObject)
  assertPart('.minimumSeverityLevel', `one of ${Object.keys(notificationFilterMinimumSeverityLevel).join(', ')}`, filter.minimumSeverityLevel, isName)
  assertPart('.disabledCategories', 'an array of strings', filter.disabledCategories, isListOfNames)
  assertPart('.disabledClassifications', 'an array of strings', filter.disabledClassifications, isListOfNames)
  if (filter.disabledCategories != null && filter.disabledClassifications != null) {
    throw newError('The notificationFilter can\'t have both "disabledCategories" and  "disabledClassifications" configured at the same time.')
  }
  return filter
}

function assertPart (path: string, expected: string, value: unknown, isRight: (value: unknown) => boolean): void {
  if (value != null && !isRight(value)) {
    throw new TypeError(`notificationFilter${path} expected to be ${expected} but was: ${describeKind(value)}`)
  }
}

function isListOfNames (value: unknown): boolean {
  return Array.isArray(value) && value.every(isName)
}

function isName (value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
