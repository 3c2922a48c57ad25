import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const megabyte = 1_000_000

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Megabytes that are in use once all garbage is collected. */
export function memoryInUse(): number {
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / megabyte
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
