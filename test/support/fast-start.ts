// Preloaded by tests that start many processes, and by the simulation: what the command itself does first.
import '../../src/cli/launch/quick-imports.js'
