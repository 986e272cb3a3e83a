import { afterAll, beforeAll } from 'vitest';

/**
 * Builds what all tests of a file share, once, before the first of them: `const world =
 * once(startVimWorld)`, then `world()`. What is disposable is disposed of after the last test,
 * the latest first.
 */
export function once<Value extends object>(
  build: () => Promise<Value>,
  timeoutMs?: number,
): () => Value {
  const built: Value[] = [];
  beforeAll(async () => {
    built.push(await build());
  }, timeoutMs);
  afterAll(async () => {
    for (const value of built) {
      const { [Symbol.asyncDispose]: dispose }: Partial<AsyncDisposable> = value;
      await dispose?.call(value);
    }
  });
  return () => {
    const [value] = built;
    if (value === undefined) throw new Error('only a test can use what its file shares');
    return value;
  };
}
