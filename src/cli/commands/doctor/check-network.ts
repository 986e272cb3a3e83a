import { readNetworkRules } from '../../../workspace/network/network-rules.ts';
import { openNetwork } from '../../../workspace/network/open-network.ts';
import type { BrewpullOptions } from '../../../workspace/options.ts';
import { failureOf, type CheckName, type CheckResult, type Finding } from './check.ts';
import { askRegistry, type RegistryAnswer } from './checks/ask-registry.ts';
import { checkCertificate, lookAtCertificate } from './checks/check-certificate.ts';
import { checkClock, checkClockByCertificate } from './checks/check-clock.ts';
import { checkCredentials } from './checks/check-credentials.ts';
import { checkProxy } from './checks/check-proxy.ts';
import { checkRegistry, checkToken } from './checks/check-registry.ts';

/** The registry to ask, and how to ask it. */
export interface NetworkQuestion {
  readonly options: BrewpullOptions;
  readonly registry: URL;
  /** Asked first if a path was written without `v2`: the API may be below it. */
  readonly below: URL | undefined;
  /** The repository of a formula that every mirror of homebrew/core has. */
  readonly repository: string;
  readonly nowMs: () => number;
  readonly check: (name: CheckName, look: () => Finding | Promise<Finding>) => Promise<CheckResult>;
  /** Why no server may be asked: `--offline`, or a file of options that cannot be read and might set it. */
  readonly silence: 'OFFLINE' | 'CONFIGURATION' | undefined;
}

/** What came of asking the registry: the checks below share this answer. */
type Asked =
  | { readonly answer: RegistryAnswer; readonly error?: never }
  | { readonly answer?: never; readonly error: unknown };

/** Runs the network checks; those that need the registry's answer run as soon as it arrives. */
export async function checkNetwork(question: NetworkQuestion): Promise<readonly CheckResult[]> {
  const { options, registry, below, repository, nowMs, check, silence } = question;
  const { signal } = options;
  const proxy = check('proxy', () =>
    checkProxy({ ...options, offline: silence !== undefined }, registry),
  );
  const credentials = check('credentials', () => checkCredentials(options, registry, repository));
  if (silence !== undefined) {
    const left = silent(silence);
    const names = ['registry', 'certificate', 'token', 'clock'] as const;
    return Promise.all([proxy, ...names.map((name) => check(name, () => left)), credentials]);
  }
  const network = openNetwork(options, readNetworkRules(options));
  const asked: Promise<Asked> = network.then(
    async (open): Promise<Asked> => {
      try {
        const longer = below && (await askRegistry(open, below, signal));
        if (longer !== undefined && !isStranger(longer, registry)) return { answer: longer };
        return { answer: await askRegistry(open, registry, signal) };
      } catch (error) {
        return { error };
      }
    },
    (error: unknown): Asked => ({ error }),
  );
  const shown = asked.then(({ answer }) =>
    answer === undefined ? lookAtCertificate(options, registry) : undefined,
  );
  // Each check that needs it reports a failure itself.
  shown.catch(() => undefined);
  const checks = Promise.all([
    proxy,
    check('registry', async () => {
      const { answer, error } = await asked;
      return answer === undefined ? failureOf(error) : checkRegistry(answer, registry);
    }),
    check('certificate', async () => checkCertificate(registry, (await asked).answer, await shown)),
    check('token', async () => {
      const { answer } = await asked;
      if (answer === undefined || isStranger(answer, registry)) return unanswered;
      const hasCredentials = (await credentials).code === 'CREDENTIALS';
      return checkToken(answer, await network, { registry, repository, hasCredentials, signal });
    }),
    check('clock', async () => {
      const { answer } = await asked;
      if (answer !== undefined) return checkClock(answer.headers.get('date'), nowMs());
      const certificate = await shown;
      const wrong = certificate && checkClockByCertificate(certificate, nowMs());
      return wrong ?? unanswered;
    }),
    credentials,
  ]);
  try {
    return await checks;
  } finally {
    await network.then(
      ({ transport }) => transport.close(),
      () => undefined, // Its failure is reported above.
    );
  }
}

/** Returns whether something other than a registry answered: that is not asked for a token. */
function isStranger(answer: RegistryAnswer, registry: URL): boolean {
  return checkRegistry(answer, registry).status !== 'ok';
}

const unanswered: Finding = {
  status: 'skipped',
  code: 'NO_ANSWER',
  text: 'the registry did not answer',
};

function silent(why: 'OFFLINE' | 'CONFIGURATION'): Finding {
  return why === 'OFFLINE'
    ? { status: 'skipped', code: 'OFFLINE', text: 'not checked with --offline' }
    : {
        status: 'skipped',
        code: 'CONFIGURATION_INVALID',
        text: 'not checked: a file of options that cannot be read may forbid it',
      };
}
