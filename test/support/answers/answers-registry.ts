import { readdir, readFile } from 'node:fs/promises';

import type { CliHome } from '../cli/cli-home.ts';
import { runCli, type CliResult, type CliWorld } from '../cli/run-cli.ts';
import type { FakeRegistry } from '../registry/fake-registry.ts';
import { answersBytes, writeAnswers, type AnswersFacts } from './write-answers.ts';

/** The type of an artifact that holds answers. */
const ANSWERS_TYPE = 'application/vnd.brewpull.answers.v1';

/** Runs `brewpull atlas fetch` in a home, with its cache. */
export function fetchInto(
  home: CliHome,
  words: readonly string[],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  return home.run(['atlas', 'fetch', ...words], more);
}

/** Names a tag of the repository that tests use. */
export function nameAt(registry: { readonly url: URL }, tag = 'core'): string {
  return `${registry.url.host}/acme/answers:${tag}`;
}

/** Pushes `made.answers` of the working folder under a tag; clears the log of requests, and returns the pinned reference. */
export async function publish(
  home: CliHome,
  registry: FakeRegistry,
  facts: AnswersFacts & { readonly tag?: string; readonly more?: readonly string[] } = {},
): Promise<string> {
  const { tag = 'core', more = [] } = facts;
  await writeAnswers(home.at('work/made.answers'), facts);
  const words = ['atlas', 'push', 'made.answers', nameAt(registry, tag), ...more];
  const { code, stdout, stderr } = await runCli(words, { cwd: home.work });
  if (code !== 0) throw new Error(stderr);
  registry.requests.length = 0;
  return stdout.trim();
}

/** Lists the fetched files that are kept. */
export async function kept(home: CliHome): Promise<string[]> {
  return (await readdir(home.at('cache/answers')).catch(() => [])).toSorted((one, other) =>
    one < other ? -1 : 1,
  );
}

/** Reads the fetched answers of homebrew/core. */
export function placed(home: CliHome): Promise<Buffer> {
  return readFile(home.at('cache/answers/homebrew-core.answers'));
}

/** Puts a manifest of answers together by hand. */
export function putManifest(
  registry: FakeRegistry,
  {
    bytes = answersBytes(),
    size = bytes.length,
    claimed = {},
  }: { readonly bytes?: Buffer; readonly size?: number; readonly claimed?: AnswersFacts } = {},
): void {
  const digest = registry.putBlob('acme/answers', bytes);
  const config = {
    mediaType: 'application/vnd.oci.empty.v1+json',
    digest: registry.putBlob('acme/answers', Buffer.from('{}')),
    size: 2,
  };
  const { tap: name = 'homebrew/core', day = '2026-08-22' } = claimed;
  registry.putManifest('acme/answers', 'core', {
    schemaVersion: 2,
    artifactType: ANSWERS_TYPE,
    config,
    layers: [{ mediaType: ANSWERS_TYPE, digest, size }],
    annotations: { 'vnd.brewpull.tap': name, 'vnd.brewpull.head.date': `${day}T00:00:00Z` },
  });
}
