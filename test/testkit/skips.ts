const OTHERS_ONLY = 'The suite names the expected error or warning for each driver, and none for JavaScript'
const ONE_AT_A_TIME = 'A session does one piece of work at a time; neo4j-driver refuses a second query, too'
const NO_NOTIFICATIONS = 'Without notifications, summary.notifications is an empty array in neo4j-driver'
const ACQUISITION = 'In neo4j-driver, connectionAcquisitionTimeout covers the fetching of the routing table'
const SESSION_EXPIRED = 'neo4j-driver calls the loss of a connection to a member of a cluster SessionExpired'
const NO_WRITER = 'neo4j-driver turns ForbiddenOnReadOnlyDatabase into SessionExpired, for another server to be found'
const READS_AHEAD = 'Allows one PULL ahead of the reader; for a server that sends one record for a PULL of 1000, drivers with a buffer send more'
const NEWER_BOLT = 'The suite knows no server that speaks more than Bolt 5.6'
const NO_OFFSET = 'Before Bolt 5, a DateTime in a named zone has no offset in neo4j-driver'

/** Tests that contradict the documented behavior of neo4j-driver 6.3. README.md has the evidence for each. */
const skips: ReadonlyArray<readonly [reason: string, tests: RegExp]> = [
  [OTHERS_ONLY, /\.test_result_single_optional_with_(2_records|disconnect)$/],
  [OTHERS_ONLY, /\.test_result_single_with_(0_records|2_records|disconnect)$/],
  [ONE_AT_A_TIME, /\.TestIterationSessionRun\.test_nested(_using_list)?$/],
  [ONE_AT_A_TIME, /\.TestSessionRun\.test_(iteration_nested|partial_iteration|session_reuse)$/],
  [READS_AHEAD, /\.test_uses_implicit_default_arguments_multi_query_nested$/],
  [NEWER_BOLT, /^neo4j\.test_summary\.TestSummary\.test_protocol_version_information$/],
  [ACQUISITION, /\.test_(does_not_encompass_router_route_response|router_handshake_has_own_timeout_in_time)$/],
  [SESSION_EXPIRED, /\.TestRoutingConnectionRecvTimeout\.test_timeout/],
  [NO_WRITER, /\.test_should_fail_when_writing_on_writer_that_returns_forbidden_on_read_only_database$/],
  [NO_NOTIFICATIONS, /\.TestSummaryNotifications4x4\.test_no_notifications$/],
  [NO_OFFSET, /\.TestTemporalTypesV(3x0|4x[1-4])\.test_zoned_date_time$/]
]

/** Why a test is not run; undefined if it is run. */
export function reasonToSkip (test: string): string | undefined {
  return skips.find(([, tests]) => tests.test(test))?.[0]
}
