/** The diagnostic record of a GQL status (ISO/IEC 39075), as the server sends it; unknown keys are kept. */
export interface DiagnosticRecord {
  OPERATION: string
  OPERATION_CODE: string
  CURRENT_SCHEMA: string
  _severity?: string
  _classification?: string
  _position?: { offset: number, line: number, column: number }
  _status_parameters?: Record<string, unknown>
  [key: string]: unknown
}

/** The diagnostic record for errors of servers that do not send one (before Bolt 5.7). */
export const defaultDiagnosticRecord: DiagnosticRecord = Object.freeze({
  OPERATION: '',
  OPERATION_CODE: '0',
  CURRENT_SCHEMA: '/'
})
