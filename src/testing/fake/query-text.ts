/** Strings, quoted names and whitespace. Only whitespace is insignificant. */
const PARTS = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`]|``)*`|\s+/gs
const WORD = /[\p{L}\p{N}_$]/u

/** The query without insignificant whitespace: outside quotes, it is only needed between words. */
export function normalized (query: string): string {
  let text = ''
  let end = 0
  let hasGap = false
  const append = (part: string): void => {
    if (part === '') return
    if (hasGap && text !== '' && WORD.test(text.at(-1) as string) && WORD.test(part[0])) text += ' '
    text += part
    hasGap = false
  }
  for (const match of query.matchAll(PARTS)) {
    append(query.slice(end, match.index))
    end = match.index + match[0].length
    if (match[0].trim() === '') {
      hasGap = true
    } else {
      append(match[0])
    }
  }
  append(query.slice(end))
  return text
}

/** How many characters of a text are compared. */
const MOST_COMPARED = 500

/** The Levenshtein distance of two texts. */
export function distance (a: string, b: string): number {
  const [from, to] = [a.slice(0, MOST_COMPARED), b.slice(0, MOST_COMPARED)]
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[to.length]
}

/** The most similar one of the candidates. */
export function nearest<T> (text: string, candidates: readonly T[], textOf: (candidate: T) => string): T | undefined {
  let best: T | undefined
  let least = Infinity
  for (const candidate of candidates) {
    const difference = distance(normalized(text), normalized(textOf(candidate)))
    if (difference < least) [best, least] = [candidate, difference]
  }
  return best
}

/** Two texts below each other, with a mark where they begin to differ. */
export function compared (asked: string, expected: string): string {
  const [a, b] = [asked.trim(), expected.trim()]
  const at = [...a].findIndex((character, i) => character !== b[i])
  const where = a.includes('\n') || b.includes('\n') ? '' : `\n    ${' '.repeat(at < 0 ? Math.min(a.length, b.length) : at)}^`
  return `    ${indented(a)}\n\nThe most similar expected query:\n\n    ${indented(b)}${where}`
}

export function indented (text: string): string {
  return text.trim().replaceAll('\n', '\n    ')
}
