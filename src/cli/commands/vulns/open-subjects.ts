import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { openSubject } from '../../../audit/subject/open-subject.ts';
import { planTargets } from '../../../audit/subject/bottles-of-plan.ts';
import type { VulnsReport } from '../../../audit/report/vulns-report.ts';
import type { AuditSubject } from '../../../audit/subject/subject.ts';
import type { ClosurePlan } from '../../../closure/closure-plan.ts';
import { planClosure } from '../../../closure/find-closure.ts';
import { UsageError } from '../../../core/errors.ts';
import { forEachOrMisses } from '../../../core/several-errors.ts';
import { keyOf } from '../../../core/formula-key.ts';
import { MIRROR_FILE } from '../../../mirror/tree/file/tree-layout.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { readMode } from '../../arguments/closure-mode.ts';
import { listAsked, resolveAsked } from '../../arguments/formulae/asked-names.ts';
import { readInputs, type Inputs } from '../../arguments/formulae/inputs.ts';
import { readTargets } from '../../arguments/formulae/targets.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import type { Session } from '../../session.ts';
import { problemOf, reportProblems } from '../resolve/resolution-problems.ts';

/** What to judge, and the names without a bottle. */
export interface OpenedSubjects {
  readonly subjects: readonly AuditSubject[];
  readonly notFound: VulnsReport['notFound'];
}

/**
 * Opens the bundles, locks and mirrors that are named, and finds the bottles of named formulae; undefined if nothing is named and
 * nothing needs to be, because the advisories are updated. Everything is closed at the end of the command. Throws
 * {@link UsageError}.
 */
export async function openSubjects(
  args: Arguments,
  session: Session,
  brewpull: Brewpull,
): Promise<OpenedSubjects | undefined> {
  const files: string[] = [];
  const names: string[] = [];
  for (const word of args.positionals) {
    (isStock(word, session.resolvePath(word)) ? files : names).push(word);
  }
  const isListed = args.list('from-file').length + args.list('brewfile').length > 0;
  const hasNames = names.length > 0 || isListed;
  if (!hasNames && files.length === 0) {
    if (args.flag('update-advisories')) return undefined;
    throw new UsageError('vulns needs a formula, a bundle, a lock or a mirror', {
      hint: 'Write for example: brewpull vulns vim --macos 11 --arch amd64',
    });
  }
  const subjects: AuditSubject[] = [];
  for (const file of files) {
    const subject = await openSubject(brewpull, session.resolvePath(file));
    session.defer(() => subject.close());
    subjects.push(subject);
  }
  if (!hasNames) return { subjects, notFound: [] };
  const { plans, notFound } = await findBottles(args, session, { brewpull, names });
  const targets = await planTargets(brewpull, plans);
  subjects.push({ kind: 'names', path: undefined, targets, close: async () => {} });
  return { subjects, notFound };
}

/**
 * Returns whether a word is a path, by how it looks or by what exists: no formula is called bundle.tar, but vim=9.1.450 ends like
 * a part of a bundle.
 */
function isStock(word: string, path: string): boolean {
  if (/^\.{0,2}\/|\.(?:tar(?:\.\d{3})?|json)$/i.test(word)) return true;
  if (/\.\d{3}$/.test(word)) return existsSync(path);
  return existsSync(join(path, MIRROR_FILE)) || existsSync(join(path, 'bundle.json'));
}

interface NamedFormulae {
  readonly brewpull: Brewpull;
  readonly names: readonly string[];
}

async function findBottles(
  args: Arguments,
  session: Session,
  { brewpull, names }: NamedFormulae,
): Promise<{
  readonly plans: readonly Pick<ClosurePlan, 'target' | 'items'>[];
  readonly notFound: VulnsReport['notFound'];
}> {
  const targets = readTargets(args, session.terminal);
  const inputs = await readInputs(args, session, { targets, names });
  if (args.flag('deps')) return { plans: await planAll(args, inputs, brewpull), notFound: [] };
  const asked = await listAsked(inputs, brewpull);
  const results = await resolveAsked(asked, args.flag('exact'), (each) => brewpull.resolve(each));
  reportProblems(results, session);
  const plans = targets.map((target) => ({
    target,
    items: results.flatMap((found) =>
      found.status === 'found' && found.target.bottleTag === target.bottleTag
        ? [{ name: keyOf(found), found, isRequested: true, dependencies: [], mentioned: [] }]
        : [],
    ),
  }));
  const notFound = results.flatMap((result) => {
    const error = problemOf(result);
    const { requested: name, target } = result;
    return error === undefined ? [] : [{ name, target: target.bottleTag, error }];
  });
  return { plans, notFound };
}

async function planAll(
  args: Arguments,
  inputs: Inputs,
  brewpull: Brewpull,
): Promise<readonly ClosurePlan[]> {
  const choice = { mode: readMode(args), exactOnly: args.flag('exact'), mayFetch: false };
  return forEachOrMisses(await listAsked(inputs, brewpull), (asked) =>
    planClosure(brewpull, { ...asked, ...choice }),
  );
}
