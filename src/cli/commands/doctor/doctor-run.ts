import { standardCacheDirectory } from '../../../store/directories.ts';
import { TOOL } from '../../../core/tool.ts';
import { UsageError } from '../../../core/errors.ts';
import { CORE_TAP } from '../../../history/tap/formula-ref.ts';
import { ownPlace } from '../../../bottle/resolve/bottle-origin.ts';
import { repositoryOf } from '../../../registry/address.ts';
import { inspectAnswers } from '../../../workspace/answers/inspect-answers.ts';
import { inspectClones } from '../../../workspace/histories/inspect-clones.ts';
import { readNetworkRules } from '../../../workspace/network/network-rules.ts';
import { readBrewpullOptions } from '../../arguments/brewpull/brewpull-options.ts';
import type { RunCommand } from '../../command.ts';
import {
  exitCodeOfChecks,
  runCheck,
  type CheckName,
  type CheckResult,
  type Finding,
} from './check.ts';
import { checkNetwork, type NetworkQuestion } from './check-network.ts';
import { checkCache } from './checks/check-cache.ts';
import { checkAuthorities } from './checks/check-certificate.ts';
import { checkConfiguration, isUnreadable } from './checks/check-configuration.ts';
import { checkAnswers, checkClones } from './checks/check-histories.ts';
import { checkGit, checkNode } from './checks/check-programs.ts';
import { renderChecks, toChecksJson } from './doctor-text.ts';

/** Runs `brewpull doctor`: all checks at once, each with a time limit, none blocking another. */
export const runDoctor: RunCommand = async (args, session) => {
  if (args.positionals.length > 0) throw new UsageError('doctor takes no names');
  const { terminal, signal } = session;
  const caFile = args.text('ca-file');
  const path = caFile === undefined ? undefined : session.resolvePath(caFile);
  const { finding, authorities } = await checkAuthorities(path, terminal.env);
  const options = { ...(await readBrewpullOptions(args, session, authorities)), signal };
  const cacheDirectory = options.cacheDirectory ?? standardCacheDirectory(TOOL.name);
  const { override } = readNetworkRules(options);
  const { root } = ownPlace(CORE_TAP, override);
  const nowMs = (): number => terminal.now().getTime();
  const check = (name: CheckName, look: () => Finding | Promise<Finding>): Promise<CheckResult> =>
    runCheck(name, async () => look(), { signal });

  const configuration = await check('configuration', () => checkConfiguration(terminal));
  const question: NetworkQuestion = {
    options,
    registry: root.registry,
    below: override?.isOpen === true ? new URL(`${override.prefix}/`, root.registry) : undefined,
    repository: repositoryOf(root, 'vim'),
    nowMs,
    check,
    silence: options.offline
      ? 'OFFLINE'
      : isUnreadable(configuration)
        ? 'CONFIGURATION'
        : undefined,
  };
  const network = checkNetwork(question);
  const local = await Promise.all([
    check('node', () => checkNode(process.versions.node)),
    check('git', () => checkGit(options, terminal.cwd())),
    check('cache', () => checkCache(cacheDirectory)),
    check('authorities', () => finding),
    check('answers', async () =>
      checkAnswers(await inspectAnswers(CORE_TAP, options, cacheDirectory), nowMs()),
    ),
    check('clones', async () =>
      checkClones(await inspectClones({ tap: CORE_TAP, options, cacheDirectory }), nowMs()),
    ),
  ]);
  const results = [configuration, ...local, ...(await network)];
  await session.answer({
    name: 'doctor',
    json: () => toChecksJson(results),
    text: () => renderChecks(results, session.style),
  });
  return exitCodeOfChecks(results);
};
