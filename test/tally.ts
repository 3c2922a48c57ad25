import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with its sum alone on a line, `N passed, N failed`, for whoever reads only the end of a log. */
export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const results = modules.flatMap((module) =>
      Array.from(module.children.allTests(), (test) => test.result().state),
    )
    const broken = modules.filter((module) => module.state() === 'failed' && module.errors().length)
    const passed = results.filter((state) => state === 'passed').length
    const failed = results.filter((state) => state === 'failed').length
    process.stdout.write(
      `\n${passed} passed, ${failed + broken.length + unhandled.length} failed\n`,
    )
  }
}
