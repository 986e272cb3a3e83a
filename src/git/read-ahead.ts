/**
 * Reads a source ahead of its consumer, up to items that together weigh about `most`, so that both work at the same time.
 * Yields what has come in the meantime. When the loop is left, the source is closed after the item it is working on: `stop` may
 * end that sooner, and is only called if the source has more. An error of the source is thrown after the last items.
 */
export async function* readAhead<Item>(
  source: AsyncIterable<Item>,
  {
    most,
    weigh,
    stop,
  }: {
    readonly most: number;
    readonly weigh: (item: Item) => number;
    readonly stop?: () => void;
  },
): AsyncGenerator<readonly Item[], void, undefined> {
  let items: Item[] = [];
  let weight = 0;
  let isDone = false;
  let isStopped = false;
  let wake: (() => void) | undefined;
  const change = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  let resume: (() => void) | undefined;
  const fill = async (): Promise<void> => {
    try {
      for await (const item of source) {
        items.push(item);
        weight += weigh(item);
        wake?.();
        // A consumer that stopped in the meantime does not resume this later.
        if (!isStopped && weight >= most) await new Promise<void>((resolve) => (resume = resolve));
        if (isStopped) return;
      }
    } finally {
      isDone = true;
      wake?.();
    }
  };
  const filled = fill();
  // It is awaited below; until then a failure must not count as unhandled.
  filled.catch(() => undefined);
  try {
    while (!isDone || items.length > 0) {
      if (items.length === 0) {
        await change();
        continue;
      }
      const batch = items;
      items = [];
      weight = 0;
      resume?.();
      yield batch;
    }
    await filled;
  } finally {
    isStopped = true;
    if (!isDone) stop?.();
    resume?.();
    await filled.catch(() => undefined);
  }
}
