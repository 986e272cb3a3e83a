import { runGit } from '../support/tap/build-tap.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

/** A small homebrew-core and a registry like ghcr.io, both on this machine. */
export interface DemoWorld {
  readonly tapDirectory: string;
  readonly registry: string;
  /** The true checksum that a stand-in takes the place of. */
  trueChecksum(standIn: string): string | undefined;
  /** One line for each commit of the formula, newest first. */
  history(): Promise<string>;
  close(): Promise<void>;
}

/** Starts the demo's world; `close` ends it. */
export async function startDemoWorld(): Promise<DemoWorld> {
  const world = await startVimWorld({ fillerBytes: 3_000_000 });
  const { tap, registry, standIns } = world;
  return {
    tapDirectory: tap.path,
    registry: registry.url.href,
    trueChecksum: (standIn) =>
      Object.keys(standIns).find((checksum) => standIns[checksum] === standIn),
    history: () => runGit(tap.path, ['log', '--format=%cs  %h  %s', '--', 'Formula/v/vim.rb']),
    close: async () => {
      await world[Symbol.asyncDispose]();
    },
  };
}
