const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes

const delays = [
  5 * seconds,
  30 * seconds,
  2 * minutes,
  10 * minutes,
  1 * hours,
  3 * hours,
  10 * hours,
]

/**
 * Milliseconds to wait after the `tries`-th failed try, with 20 % of jitter either way; null means that the job fails.
 * `random` is between 0 and 1.
 */
export function retryDelay(tries: number, random: number): number | null {
  const delay = delays[tries - 1]
  return delay === undefined ? null : jitter(delay, random)
}

/**
 * Milliseconds to leave an account alone after it said "too fast" for the `times`-th time in a row without saying for
 * how long: a minute, doubling up to an hour.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export function limitedDelay(times: number): number {
  return Math.min(minutes * 2 ** (times - 1), hours)
}

function jitter(delay: number, random: number): number {
  return Math.round(delay * (0.8 + 0.4 * random))
}
