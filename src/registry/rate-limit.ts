/** What Docker Hub says about its limit: https://docs.docker.com/docker-hub/usage/pulls/. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** The time that both apply to. */
  readonly windowSeconds: number | undefined;
}

/** Reads `ratelimit-limit: 100;w=21600` and `ratelimit-remaining`; undefined if the server names no limit. */
export function readRateLimit(headers: ReadonlyMap<string, string>): RateLimit | undefined {
  const [, limit, window] =
    /^(\d{1,9})(?:;w=(\d{1,9}))?/.exec(headers.get('ratelimit-limit') ?? '') ?? [];
  const [, remaining] = /^(\d{1,9})/.exec(headers.get('ratelimit-remaining') ?? '') ?? [];
  if (limit === undefined || remaining === undefined) return undefined;
  return {
    limit: Number(limit),
    remaining: Number(remaining),
    windowSeconds: window === undefined ? undefined : Number(window),
  };
}
