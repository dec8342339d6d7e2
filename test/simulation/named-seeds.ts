/**
 * Seeds that have failed, with what they showed. What a seed stands for changes with the simulation: each fault has a test
 * of its own as well, which shows what a user sees.
 */
export const NAMED_SEEDS: ReadonlyArray<{ readonly name: string, readonly seed: number }> = [
]
