/** The factor for the tries of slow properties, and for the time that they may take: `BREWPULL_TRIES=20 npx vitest run …`. */
export const TIMES = Number(process.env['BREWPULL_TRIES'] ?? 1);

/** Longer than any file of tests takes, on a busy machine too. */
export const FILE_LIMIT_MS = Math.max(1, TIMES) * 15 * 60_000;

/** How long a slow property looks for a smaller input that fails. */
export const SMALLER_MS = 60_000;
