/** Tests that ask for what neo4j-driver 6.3 documents otherwise. README.md has the evidence for each. */
const skips: ReadonlyArray<readonly [reason: string, tests: RegExp]> = [
]

/** Why a test is not run; undefined if it is. */
export function reasonToSkip (test: string): string | undefined {
  return skips.find(([, tests]) => tests.test(test))?.[0]
}
