export interface Jdk { readonly home: string, readonly major: number }
export interface JavaRange { readonly min: number, readonly max: number }

/** Every JDK of this machine, each once: JAVA_HOME*, PATH, the usual folders. */
export function findJdks (env?: NodeJS.ProcessEnv): Jdk[]
/** The lowest JDK in range, or undefined. */
export function pickJdk (range: JavaRange, jdks?: readonly Jdk[]): Jdk | undefined
export function rangeText (range: JavaRange): string
export function javaCommand (jdk: Jdk): string
export function javaCompiler (jdk: Jdk): string
