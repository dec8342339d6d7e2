// The changes of a release: the version and the changelog.

/** @param {string} version `1.2.3` @param {string} step `major`, `minor`, `patch`, or a version */
export function nextVersion (version, step) {
  if (/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(step)) return step
  const [major, minor, patch] = version.split('-')[0].split('.').map(Number)
  switch (step) {
    case 'major': return `${major + 1}.0.0`
    case 'minor': return `${major}.${minor + 1}.0`
    case 'patch': return `${major}.${minor}.${patch + 1}`
    default: throw new Error(`"${step}" is no step of a version: say major, minor, patch, or a version such as 1.2.3`)
  }
}

/**
 * Moves the entries under "Unreleased" below the version, and leaves an empty "Unreleased".
 *
 * @param {string} changelog
 * @param {string} version
 * @param {string} date `2026-11-27`
 * @throws {Error} if there is nothing to release, or the version exists already
 */
export function releaseChangelog (changelog, version, date) {
  const text = changelog.replaceAll('\r\n', '\n')
  const found = /^## Unreleased\n([^]*?)(?=^## |(?![^]))/m.exec(text)
  if (found === null) throw new Error('CHANGELOG.md has no heading "## Unreleased"')
  if (found[1].trim() === '') throw new Error('There is nothing under "Unreleased" in CHANGELOG.md')
  if (text.includes(`\n## ${version} `)) throw new Error(`CHANGELOG.md has a heading of version ${version} already`)
  const before = text.slice(0, found.index)
  const after = text.slice(found.index + found[0].length)
  return `${before}## Unreleased\n\n## ${version} (${date})\n\n${found[1].trim()}\n${after === '' ? '' : `\n${after}`}`
}

/** @param {string} text the content of a file @param {RegExp} pattern has the version as its only group @param {string} version */
export function replaceVersion (text, pattern, version) {
  const found = pattern.exec(text)
  if (found === null) throw new Error(`there is no version that matches ${pattern}`)
  return text.slice(0, found.index) + found[0].replace(found[1], version) + text.slice(found.index + found[0].length)
}
