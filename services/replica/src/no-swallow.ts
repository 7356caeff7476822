/**
 * grpc-js answers UNKNOWN where a handler throws, and goes on. A throw from the engine means a broken invariant, after
 * which nothing may go on: it is thrown again where nobody catches it, and the process ends.
 */
export function noSwallow<Args extends readonly unknown[]>(handler: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      handler(...args);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  };
}
