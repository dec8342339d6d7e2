const fromCharCode = String.fromCharCode

/** For up to this many bytes, making a string from character codes is faster than a call into the runtime. */
export const SHORT_STRING = 16

/** Decodes some bytes at `p` as ASCII. Returns undefined if a byte is not ASCII. */
type ShortAscii = (bytes: Uint8Array, p: number) => string | undefined

/**
 * The decoders by number of bytes, up to {@link SHORT_STRING}. Each is a function of its own, because the engine compiles a large
 * function for all of them as soon as one size is common, and again when it meets another.
 */
export const shortAscii: readonly ShortAscii[] = [
  () => '',
  (x, p) => {
    const a = x[p]
    return a < 0x80 ? fromCharCode(a) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]
    return (a | b) < 0x80 ? fromCharCode(a, b) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]
    return (a | b | c) < 0x80 ? fromCharCode(a, b, c) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]
    return (a | b | c | d) < 0x80 ? fromCharCode(a, b, c, d) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]
    return (a | b | c | d | e) < 0x80 ? fromCharCode(a, b, c, d, e) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    return (a | b | c | d | e | f) < 0x80 ? fromCharCode(a, b, c, d, e, f) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    const g = x[p + 6]
    return (a | b | c | d | e | f | g) < 0x80 ? fromCharCode(a, b, c, d, e, f, g) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    const g = x[p + 6]; const h = x[p + 7]
    return (a | b | c | d | e | f | g | h) < 0x80 ? fromCharCode(a, b, c, d, e, f, g, h) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    const g = x[p + 6]; const h = x[p + 7]; const i = x[p + 8]
    return (a | b | c | d | e | f | g | h | i) < 0x80 ? fromCharCode(a, b, c, d, e, f, g, h, i) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    const g = x[p + 6]; const h = x[p + 7]; const i = x[p + 8]; const j = x[p + 9]
    return (a | b | c | d | e | f | g | h | i | j) < 0x80 ? fromCharCode(a, b, c, d, e, f, g, h, i, j) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    const g = x[p + 6]; const h = x[p + 7]; const i = x[p + 8]; const j = x[p + 9]; const k = x[p + 10]
    return (a | b | c | d | e | f | g | h | i | j | k) < 0x80 ? fromCharCode(a, b, c, d, e, f, g, h, i, j, k) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    const g = x[p + 6]; const h = x[p + 7]; const i = x[p + 8]; const j = x[p + 9]; const k = x[p + 10]; const l = x[p + 11]
    return (a | b | c | d | e | f | g | h | i | j | k | l) < 0x80 ? fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    const g = x[p + 6]; const h = x[p + 7]; const i = x[p + 8]; const j = x[p + 9]; const k = x[p + 10]; const l = x[p + 11]
    const m = x[p + 12]
    return (a | b | c | d | e | f | g | h | i | j | k | l | m) < 0x80 ? fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l, m) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    const g = x[p + 6]; const h = x[p + 7]; const i = x[p + 8]; const j = x[p + 9]; const k = x[p + 10]; const l = x[p + 11]
    const m = x[p + 12]; const n = x[p + 13]
    return (a | b | c | d | e | f | g | h | i | j | k | l | m | n) < 0x80 ? fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l, m, n) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    const g = x[p + 6]; const h = x[p + 7]; const i = x[p + 8]; const j = x[p + 9]; const k = x[p + 10]; const l = x[p + 11]
    const m = x[p + 12]; const n = x[p + 13]; const o = x[p + 14]
    return (a | b | c | d | e | f | g | h | i | j | k | l | m | n | o) < 0x80 ? fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o) : undefined
  },
  (x, p) => {
    const a = x[p]; const b = x[p + 1]; const c = x[p + 2]; const d = x[p + 3]; const e = x[p + 4]; const f = x[p + 5]
    const g = x[p + 6]; const h = x[p + 7]; const i = x[p + 8]; const j = x[p + 9]; const k = x[p + 10]; const l = x[p + 11]
    const m = x[p + 12]; const n = x[p + 13]; const o = x[p + 14]; const q = x[p + 15]
    return (a | b | c | d | e | f | g | h | i | j | k | l | m | n | o | q) < 0x80 ? fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, q) : undefined
  }
]
