/** How many times as often as usual slow properties are tried, and how much longer that may take: `BREWPULL_TRIES=20 npx vitest run …`. */
export const TIMES = Number(process.env['BREWPULL_TRIES'] ?? 1);

/** Longer than any file of tests takes, on a busy machine too. */
export const FILE_LIMIT_MS = TIMES * 10 * 60_000;

/**
 * How long a slow property may take with its search for a smaller input that fails. Three in a file end before the limit of the file,
 * which would end them without a word about that input.
 */
export const SLOW_TRIES_MS = TIMES * 180_000;

/** Of a test with such a property: its own end comes first. */
export const SLOW_TEST_MS = TIMES * 195_000;
