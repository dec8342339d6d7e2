import { newError } from '../error.js'
import { type NotificationCategory, type NotificationClassification, type NotificationSeverityLevel } from './notification.js'

type ExcludeUnknown<T> = Exclude<T, 'UNKNOWN'>
type EnumRecord<T extends string> = { [key in T]: key }

export type NotificationFilterMinimumSeverityLevel = ExcludeUnknown<NotificationSeverityLevel> | 'OFF'
/** @deprecated use {@link NotificationFilterDisabledClassification} */
export type NotificationFilterDisabledCategory = ExcludeUnknown<NotificationCategory>
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

/** Which notifications the server should send, for a driver or a session; what is left out stays at the server's default. */
export declare class NotificationFilter {
  private constructor ()
  minimumSeverityLevel?: NotificationFilterMinimumSeverityLevel
  /** @deprecated use `disabledClassifications`; not both */
  disabledCategories?: NotificationFilterDisabledCategory[]
  disabledClassifications?: NotificationFilterDisabledClassification[]
}

/** Returns the filter. @throws Neo4jError if it says the same thing twice */
export function assertNotificationFilter (filter: NotificationFilter | null | undefined): NotificationFilter | undefined {
  if (filter?.disabledCategories != null && filter.disabledClassifications != null) {
    throw newError('The notificationFilter can\'t have both "disabledCategories" and  "disabledClassifications" configured at the same time.')
  }
  return filter ?? undefined
}
