import { Session } from 'node:inspector/promises'

/** Counts how often JavaScript's blocks and functions are entered while `run` runs: work without a clock. */
export async function executedBlocks(run: () => unknown): Promise<number> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  run()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  await session.post('Profiler.stopPreciseCoverage')
  session.disconnect()
  const ranges = result.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
  return ranges.reduce((sum, { count }) => sum + count, 0)
}
