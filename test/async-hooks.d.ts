// The part of Node's module that workerd has too, for the compilation without Node's types.
declare module 'node:async_hooks' {
  export class AsyncLocalStorage<T> {
    run<Result>(store: T, work: () => Result): Result
    getStore(): T | undefined
  }
}
