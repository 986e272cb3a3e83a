import { resolve } from 'node:path';

import { UsageError } from '../../../core/errors.ts';
import type { BrewpullOptions } from '../../../workspace/options.ts';
import { parseTapClone, type TapClone } from '../../../workspace/histories/tap-clone.ts';
import type { Session } from '../../session.ts';
import { readApiData } from './api-data.ts';
import { readAuthorities } from './authorities.ts';
import type { Arguments } from '../options/arguments.ts';
import { readProvenanceOptions } from './provenance-options.ts';
import { parseDate } from '../dates.ts';
import { readSpeed } from '../sizes.ts';

/**
 * Reads what every command that looks for bottles needs; `authorities` replace those that the options name. Throws
 * {@link UsageError}.
 */
export async function readBrewpullOptions(
  args: Arguments,
  session: Session,
  authorities?: readonly string[],
): Promise<BrewpullOptions> {
  const { terminal } = session;
  const inCwd = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(terminal.cwd(), path);
  const { credentials, certificateAuthorities = [] } = terminal.values ?? {};
  const before = args.text('before');
  return {
    history: readHistory(args),
    answersFile: inCwd(args.text('atlas')),
    packagedAnswers: terminal.packagedAnswers(),
    packagedCasks: terminal.packagedCasks(),
    tapClones: readTapClones(args, terminal.cwd()),
    before: before === undefined ? undefined : parseDate(before, '--before'),
    at: args.text('at'),
    allowUnsure: args.flag('allow-unsure'),
    registry: args.text('registry'),
    insecureRegistries: args.list('insecure-registry'),
    authHosts: args.list('auth-host'),
    cacheDirectory: inCwd(args.text('cache-dir')),
    concurrency: args.count('concurrency', { min: 1, max: 32 }) ?? 4,
    // A dry run fetches nothing that needs a limit.
    bytesPerSecond: args.flag('dry-run') ? undefined : readSpeed(args, 'rate'),
    proxy: args.text('proxy'),
    certificateAuthorities: [
      ...(authorities ?? (await readAuthorities(inCwd(args.text('ca-file')), terminal.env))),
      ...certificateAuthorities,
    ],
    provenance: await readProvenanceOptions(args, session),
    api: await readApiData(args, session),
    offline: args.flag('offline'),
    environment: terminal.env,
    onEvent: session.onEvent,
    signal: session.signal,
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function readTapClones(args: Arguments, cwd: string): readonly TapClone[] {
  const clones = args.list('tap-dir').map(parseTapClone);
  const taps = new Set<string>();
  for (const { tap } of clones) {
    if (tap !== undefined && taps.has(tap)) {
      throw new UsageError(`--tap-dir names two clones of ${tap}`, { hint: 'Leave one out.' });
    }
    if (tap !== undefined) taps.add(tap);
  }
  return clones.map(({ tap, path }) => ({ tap, path: resolve(cwd, path) }));
}

/** Options that need one source, and the values of `--history` that rule it out. */
const RULED_OUT = [
  { option: 'tap-dir', needs: 'git history', by: ['registry', 'atlas'] },
  { option: 'at', needs: 'git history', by: ['registry', 'atlas'] },
  { option: 'atlas', needs: 'answers without a clone', by: ['registry', 'git'] },
] as const;

function readHistory(args: Arguments): BrewpullOptions['history'] {
  const history = SOURCES.find((source) => source === args.text('history')) ?? 'auto';
  const hint = 'Leave one of them out.';
  for (const { option, needs, by } of RULED_OUT) {
    const isTyped = args.strength(option) === 0;
    if (!isTyped || !by.some((source) => source === history)) continue;
    throw new UsageError(`--${option} needs ${needs}, and --history ${history} rules it out`, {
      hint,
    });
  }
  if (args.strength('at') === 0 && args.strength('atlas') === 0) {
    throw new UsageError('--at needs a clone, and a file of --atlas has no commits', { hint });
  }
  return history;
}

const SOURCES = ['auto', 'git', 'atlas', 'registry'] as const;
