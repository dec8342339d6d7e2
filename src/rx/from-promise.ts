import type { Observable } from 'rxjs'
import { rxjs } from './rxjs.cjs'

/** Starts the work for each subscriber, and emits its result. */
export function valueOf<T> (work: () => Promise<T>): Observable<T> {
  return rxjs().defer(work)
}

/** Starts the work for each subscriber, and only completes when it has ended. */
export function completionOf (work: () => Promise<unknown>): Observable<never> {
  const { defer, ignoreElements } = rxjs()
  return defer(work).pipe(ignoreElements())
}
