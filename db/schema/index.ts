/** All tables, for the drivers and for the migrations. */
export * from './findings.ts'
export * from './local.ts'
export * from './messages.ts'
export * from './queue.ts'
export * from './system.ts'
