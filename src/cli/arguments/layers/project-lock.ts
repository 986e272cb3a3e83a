import { UsageError } from '../../../core/errors.ts';
import { CORE_TAP } from '../../../history/tap/formula-ref.ts';
import type { Lock } from '../../../lock/file/lock.ts';
import { defaultRootUrl } from '../../../registry/address.ts';
import type { ProjectFile } from '../options/arguments.ts';

/**
 * Refuses a lock that names servers other than Homebrew's if only a project's file chose it: the lock came with the same folder,
 * and a project may not decide which server is asked for bottles. The bottles of homebrew/core are in one place, where only
 * Homebrew can put them. Throws {@link UsageError}.
 */
export function requireUsualServers(lock: Lock, file: string, project: ProjectFile): void {
  const usual = defaultRootUrl(CORE_TAP);
  for (const { bottles } of lock.targets) {
    const other = bottles.find(({ rootUrl }) => rootUrl !== usual);
    if (other === undefined) continue;
    throw new UsageError(
      `${file}, which ${project.path} chose, takes ${other.formula} from ${other.rootUrl} and not from Homebrew`,
      { hint: `If you trust that server, choose the lock yourself: --lock ${file}` },
    );
  }
}
