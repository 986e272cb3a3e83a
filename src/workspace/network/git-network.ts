import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

import type { GitNetwork } from '../../git/managed/network/git-environment.ts';
import { writeFileAtomic } from '../../store/place/atomic-write.ts';
import type { BrewpullOptions } from '../options.ts';

/**
 * Gives git the way to servers that the options ask for. Git reads certificate authorities from one file instead of its own list:
 * where there are more, that file is written into `folder`. Throws `StoreError`.
 */
export async function openGitNetwork(
  { environment, proxy, certificateAuthorities }: BrewpullOptions,
  folder: string,
): Promise<GitNetwork> {
  if (certificateAuthorities.length === 0)
    return { environment, proxy, authoritiesFile: undefined };
  const authoritiesFile = join(folder, 'authorities.pem');
  await writeFileAtomic(
    authoritiesFile,
    [...rootCertificates, ...certificateAuthorities].join('\n'),
  );
  return { environment, proxy, authoritiesFile };
}
