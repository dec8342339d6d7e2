/**
 * Seeds that have failed, with what they showed. What a seed stands for changes with the simulation: each fault has a test
 * of its own as well, which shows what a user sees.
 */
export const NAMED_SEEDS: ReadonlyArray<{ readonly name: string, readonly seed: number }> = [
  { name: 'a transaction function with pipelineBegin passes for done although its transaction never began', seed: 2726 },
  { name: 'the answer to COMMIT wins over a signal', seed: 64 },
  { name: 'a signal ends beginTransaction while its session is being closed', seed: 100114 },
  { name: 'a signal ends a transaction function whose work goes on after its transaction has failed', seed: 1896 }
]
