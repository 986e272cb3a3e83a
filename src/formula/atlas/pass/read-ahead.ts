/**
 * Reads a source ahead of whoever uses it, up to about `most` items, so that the two work at the same time. Yields what has
 * come in the meantime. The source is closed when the loop is left; what it throws is thrown after the last items.
 */
export async function* readAhead<Item>(
  source: AsyncIterable<Item>,
  most: number,
): AsyncGenerator<readonly Item[], void, undefined> {
  let items: Item[] = [];
  let isDone = false;
  let isStopped = false;
  let wake: (() => void) | undefined;
  const change = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  let resume: (() => void) | undefined;
  const fill = async (): Promise<void> => {
    try {
      for await (const item of source) {
        items.push(item);
        wake?.();
        if (items.length >= most) await new Promise<void>((resolve) => (resume = resolve));
        if (isStopped) return;
      }
    } finally {
      isDone = true;
      wake?.();
    }
  };
  const filled = fill();
  // It is awaited below; until then a failure is nobody's.
  filled.catch(() => undefined);
  try {
    while (!isDone || items.length > 0) {
      if (items.length === 0) {
        await change();
        continue;
      }
      const batch = items;
      items = [];
      resume?.();
      yield batch;
    }
    await filled;
  } finally {
    isStopped = true;
    resume?.();
    await filled.catch(() => undefined);
  }
}
