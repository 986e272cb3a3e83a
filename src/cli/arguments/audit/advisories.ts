import {
  ADVISORIES_MIB,
  openFetchedAdvisories,
  readAdvisories,
  type OpenedAdvisories,
} from '../../../audit/advisories/feed/open-advisories.ts';
import {
  ADVISORIES_URL,
  fetchAdvisories,
} from '../../../audit/advisories/feed/fetch-advisories.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { readGivenFile } from '../layers/given-file.ts';
import type { Arguments } from '../options/arguments.ts';
import type { Session } from '../../session.ts';

/** Homebrew publishes advisories every day; brew itself accepts none older than that. */
const OLD_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

const ADDRESS = /^https?:\/\//i;

/**
 * Opens the file of `--advisories`, or else the one that was fetched last. With `--update` it first fetches them, from
 * formulae.brew.sh or from the address in `--advisories`. Throws `UsageError` if there are none, and whatever fetching and
 * reading them throws.
 */
export async function openAdvisoriesFor(
  args: Arguments,
  session: Session,
  brewpull: Brewpull,
): Promise<OpenedAdvisories> {
  const named = args.text('advisories');
  const address = addressIn(args);
  if (args.flag('update-advisories')) return update(named, address, brewpull);
  if (named === undefined) {
    const opened = await openFetchedAdvisories(brewpull.cacheDirectory, session.signal);
    warnOfAge(opened, session);
    return opened;
  }
  if (address !== undefined) {
    throw new UsageError(
      `--advisories ${named} is an address, and nothing is fetched without --update`,
      {
        hint: `Fetch them first: brewpull vulns --update --advisories ${named}`,
      },
    );
  }
  const path = session.resolvePath(named);
  const bytes = await readGivenFile(path, {
    what: '--advisories',
    hint: `Name a copy of ${ADVISORIES_URL}.`,
    limitMib: ADVISORIES_MIB,
  });
  return readAdvisories({ bytes, name: named }, session.signal);
}

/** Lists the server that `--advisories` names: a server that the user names may be inside the local network. */
export function advisoriesServers(args: Arguments): readonly URL[] {
  const address = addressIn(args);
  return address == null ? [] : [address];
}

/** Null for an invalid address, undefined for anything that does not look like an address. */
function addressIn(args: Arguments): URL | null | undefined {
  const named = args.text('advisories');
  return named !== undefined && ADDRESS.test(named) ? URL.parse(named) : undefined;
}

function warnOfAge(
  { source: { fetched } }: OpenedAdvisories,
  { terminal, onEvent }: Session,
): void {
  if (fetched === undefined) return;
  const days = Math.floor((terminal.now().getTime() - Date.parse(fetched)) / DAY_MS);
  if (days < OLD_DAYS) return;
  const message = `the advisories are ${days} days old: what became known since is not in them; brewpull vulns --update fetches new ones`;
  onEvent({ type: 'warning', message });
}

function update(
  named: string | undefined,
  address: URL | null | undefined,
  brewpull: Brewpull,
): Promise<OpenedAdvisories> {
  if (named === undefined) return fetchAdvisories(brewpull);
  if (address != null) {
    if (address.username === '' && address.password === '') {
      return fetchAdvisories(brewpull, address);
    }
    throw new UsageError('the address of --advisories holds a user name or a password', {
      hint: `Leave it out: none is sent to ${address.host}.`,
    });
  }
  throw new UsageError(`--update fetches from an address, but --advisories ${named} is not one`, {
    hint: 'Leave one of them out.',
  });
}
