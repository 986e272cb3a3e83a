import { GitError } from '../../../../core/errors.ts';
import { TOOL } from '../../../../core/tool.ts';
import { readingEnvironment } from '../../../../git/environment.ts';
import { OLDEST_GIT, requireGit } from '../../../../git/queries.ts';
import type { BrewpullOptions } from '../../../../workspace/options.ts';
import { failureOf, stepSignal, type Finding } from '../check.ts';

/** Checks the Node that runs this. */
export function checkNode(version: string): Finding {
  const facts = { version, needs: TOOL.node };
  if (isAsNew(version, TOOL.node)) {
    return { status: 'ok', code: 'NODE', facts, text: `Node ${version}` };
  }
  return {
    status: 'failed',
    code: 'NODE_TOO_OLD',
    facts,
    text: `Node ${version} is too old: brewpull needs ${TOOL.node} or newer`,
    hint: 'Install a newer Node from nodejs.org, or with a version manager.',
  };
}

/** Returns whether a version of Node, which is three numbers, is at least as new as another. */
function isAsNew(version: string, than: string): boolean {
  const [left, right] = [version, than].map((each) => each.split('.').map(Number));
  for (const [index, wanted] of (right ?? []).entries()) {
    const found = left?.[index] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}

/** Checks git. Not everything needs it, so a problem with it is only a warning unless the options need a clone. */
export async function checkGit(
  { environment, history, tapClones, at, signal }: BrewpullOptions,
  cwd: string,
): Promise<Finding> {
  const location = {
    path: cwd,
    environment: readingEnvironment(environment),
    signal: stepSignal(signal),
  };
  try {
    const version = await requireGit(location, OLDEST_GIT);
    const facts = { version, needs: OLDEST_GIT };
    return { status: 'ok', code: 'GIT', facts, text: `git ${version}` };
  } catch (error) {
    const failure = failureOf(error);
    const isNeeded = history === 'git' || tapClones.length > 0 || at !== undefined;
    if (isNeeded || !(error instanceof GitError)) return failure;
    return {
      ...failure,
      status: 'warning',
      facts: { needs: OLDEST_GIT },
      text: `${failure.text}; only brewpull sync and clones need it`,
      hint: `Install git ${OLDEST_GIT} or newer to use brewpull sync or --tap-dir.`,
    };
  }
}
