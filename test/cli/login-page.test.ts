import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import type { Fault, RequestMatcher } from '../support/registry/faults.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const PAGE = '<html><title>Welcome to the hotel</title></html>';
const VIM = ['pull', 'vim', '--macos', '11', '--arch', 'amd64'];

/** How a hotel's network answers for every server. */
const ANSWERS: readonly (readonly [string, Fault])[] = [
  ['a page', { status: 200, body: PAGE }],
  ['a page with 403', { status: 403, body: PAGE }],
  ['a page with 511', { status: 511, body: PAGE }],
];

const REQUESTS: readonly (readonly [string, RequestMatcher])[] = [
  ['the token', { host: 'token' }],
  ['the index', { path: '/manifests/' }],
  ['the bottle', { host: 'blobs' }],
  ['the tags', { path: '/tags/list' }],
];

const CASES = REQUESTS.flatMap(([name, match]) =>
  ANSWERS.map(([how, fault]) => ({ name, match, how, fault })),
);

test.each(CASES)(
  'a login page is recognized when it comes instead of $name: $how',
  async ({ name, match, fault }) => {
    await using world = await startVimWorld();
    const { registry, tap } = world;
    await using home = await cliHome(name === 'the tags' ? { registry } : { registry, tap });
    registry.fault(match, fault, Infinity);
    const run = await home.run(VIM);

    expect(run.code).toBe(5);
    expect(run.stderr).toMatch(/web page|login page/);
    expect(run.stderr).toMatch(/\nnext: .*(?:browser|doctor)/);
  },
);
