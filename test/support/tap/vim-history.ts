import states from '../../../fixtures/vim-history/states.json' with { type: 'json' };

import type { TapCommit } from './fast-import.ts';
import { formulaText } from './formula-text.ts';

type State = (typeof states)[number];

const DAY_MS = 24 * 60 * 60 * 1000;
const DEPENDENCIES = ['gettext', 'libsodium', 'lua', 'ncurses', 'perl', 'python@3.11', 'ruby'];

/**
 * Returns the commits of vim from August to October 2023 with their real versions, days, bottle tags and checksums, oldest
 * first: for each version the bump that still shows the old bottle block, then the bottle commit; and the move into
 * `Formula/v`. Their names for `Tap.oid` are their subjects: `vim 9.0.1750`, `vim: update 9.0.1750 bottle.`,
 * `vim: revision bump` and `vim: update 9.0.1900_1 bottle.`; `vim: add sonoma bottles` and `shard the formulae`.
 * `standIns` replaces real checksums with others, for a server that has only stand-in bottles.
 */
export function vimHistory(
  options: { readonly standIns?: Readonly<Record<string, string>> } = {},
): TapCommit[] {
  const { standIns = {} } = options;
  return states.flatMap((state, index) => commitsOf(state, states[index - 1], standIns));
}

function commitsOf(
  state: State,
  before: State | undefined,
  standIns: Readonly<Record<string, string>>,
): TapCommit[] {
  const date = dayBefore(state.seen);
  const update = {
    date: `${date}T20:15:00Z`,
    write: { [state.path]: textOf(state, state, standIns) },
  };
  const subject = `vim: update ${pkgVersionOf(state)} bottle.`;
  if (before === undefined) {
    const write = { ...update.write, 'README.md': 'A small homebrew-core, made for a test.\n' };
    return [{ ...update, subject, write }];
  }
  if (state.path !== before.path) {
    return [
      { subject: 'shard the formulae', date: update.date, rename: { [before.path]: state.path } },
    ];
  }
  if (pkgVersionOf(state) === pkgVersionOf(before)) {
    return [{ ...update, subject: 'vim: add sonoma bottles' }];
  }
  const bump = {
    subject: state.revision > 0 ? 'vim: revision bump' : `vim ${state.version}`,
    date: `${date}T17:40:00Z`,
    write: { [state.path]: textOf(state, before, standIns) },
  };
  return [bump, { ...update, subject }];
}

function textOf(
  state: State,
  bottlesOf: State,
  standIns: Readonly<Record<string, string>>,
): string {
  const entries = Object.entries(bottlesOf.bottles).map(
    ([bottleTag, sha256]) => [bottleTag, standIns[sha256] ?? sha256] as const,
  );
  return formulaText({
    name: 'vim',
    version: state.version,
    revision: state.revision,
    url: `https://github.com/vim/vim/archive/refs/tags/v${state.version}.tar.gz`,
    bottle: { rebuild: bottlesOf.rebuild, entries: Object.fromEntries(entries) },
    dependencies: DEPENDENCIES,
  });
}

function pkgVersionOf({ version, revision }: State): string {
  return revision > 0 ? `${version}_${revision}` : version;
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);
}
