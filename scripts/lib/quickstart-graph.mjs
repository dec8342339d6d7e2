// The graph of the quickstart: people in some cities who know each other. The same in every run.

const FIRST = ['Ada', 'Bo', 'Cleo', 'Dan', 'Eva', 'Finn', 'Grete', 'Hugo', 'Ines', 'Jan', 'Kim', 'Lou', 'Mara', 'Nils', 'Olga']
const LAST = ['Abel', 'Berg', 'Cruz', 'Dahl', 'Egger', 'Frank', 'Gatti', 'Hahn', 'Ivic', 'Jung', 'Klein', 'Lang', 'Moser', 'Novak', 'Olsen']
const CITIES = ['Bergen', 'Graz', 'Lyon', 'Malmö', 'Porto', 'Turin', 'Utrecht']

/** A small linear congruential generator of numbers from 0 (inclusive) to `limit` (exclusive). */
function randomNumbers (seed) {
  let state = seed
  return limit => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor(state / 2 ** 32 * limit)
  }
}

/** @param {number} count */
export function generatePeople (count) {
  const random = randomNumbers(1)
  return Array.from({ length: count }, (_, number) => ({
    number,
    name: `${FIRST[number % FIRST.length]} ${LAST[Math.floor(number / FIRST.length) % LAST.length]} ${number}`,
    city: CITIES[random(CITIES.length)],
    born: 1940 + random(70)
  }))
}

/**
 * Pairs of people's numbers; people with low numbers know more people than those with high ones.
 *
 * @param {number} count
 * @param {number} people
 */
export function generatePairs (count, people) {
  const random = randomNumbers(2)
  return Array.from({ length: count }, () => {
    const from = random(people)
    const to = random(random(people) + 1)
    return [from, to === from ? (to + 1) % people : to]
  })
}
