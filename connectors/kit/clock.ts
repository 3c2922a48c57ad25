/** By how many milliseconds a tracker's clock and ours may differ: look-ups and polls begin so much earlier. */
export const skewMs = 10 * 60_000
