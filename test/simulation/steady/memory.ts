import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const megabyte = 1_000_000

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Where the engine keeps code, which it compiles as long as it runs. */
const ofCode = /code|trusted|read_only/

/** Megabytes of all values that are in use once all garbage is collected. */
export function memoryInUse(): number {
  collect()
  collect()
  const spaces = getHeapSpaceStatistics().filter(({ space_name }) => !ofCode.test(space_name))
  const onHeap = spaces.reduce((sum, { space_used_size }) => sum + space_used_size, 0)
  return (onHeap + process.memoryUsage().external) / megabyte
}

/** By how much values that were taken at equal distances grow from one to the next: the line of least squares. */
export function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const products = values.map((value, at) => (at - middle) * (value - mean))
  const squares = values.map((_, at) => (at - middle) ** 2)
  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
  return sum(products) / sum(squares)
}
