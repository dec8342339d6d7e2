// TS1362: 'SessionConfig' cannot be used as a value because it was exported using 'export type'
import { SessionConfig } from 'neobolt'

export const isSessionConfig = (value: unknown): boolean => value instanceof SessionConfig
