import { Machine, type Ended } from '../support/brew/machine.ts';
import { runGit } from '../support/tap/build-tap.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

/** A small homebrew-core, a registry like ghcr.io and a Mac with Homebrew, all of them simulated on this machine. */
export interface DemoWorld {
  readonly tapDirectory: string;
  readonly registry: string;
  /** The real checksum that a stand-in replaces. */
  trueChecksum(standIn: string): string | undefined;
  /** The Mac's home folder, in which commands run. */
  readonly macFolder: string;
  /** Runs a command on the Mac, whose `brew` is the stand-in of the tests. */
  onMac(command: readonly [string, ...string[]]): Promise<Ended>;
  /** One line for each commit of the formula, newest first. */
  history(): Promise<string>;
  close(): Promise<void>;
}

/** Starts the demo's world; `close` ends it. */
export async function startDemoWorld(): Promise<DemoWorld> {
  const world = await startVimWorld({ fillerBytes: 3_000_000, withDependencies: true });
  const mac = await Machine.create({ macos: '11.7.10', arch: 'x86_64' });
  const { tap, registry, standIns } = world;
  return {
    tapDirectory: tap.path,
    registry: registry.url.href,
    trueChecksum: (standIn) =>
      Object.keys(standIns).find((checksum) => standIns[checksum] === standIn),
    macFolder: mac.folder,
    onMac: (command) => mac.run(command),
    history: () => runGit(tap.path, ['log', '--format=%cs  %h  %s', '--', 'Formula/v/vim.rb']),
    close: async () => {
      await mac[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}
