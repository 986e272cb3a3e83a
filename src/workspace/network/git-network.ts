import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

import type { GitNetwork } from '../../git/managed/network/git-environment.ts';
import { formatProxy, parseProxySettings, proxyFor } from '../../http/proxy/proxy-settings.ts';
import { writeFileAtomic } from '../../store/place/atomic-write.ts';
import type { BrewpullOptions } from '../options.ts';

/**
 * Makes the network setup that the options ask git to use. Git takes certificate authorities from one file instead of its own
 * list: if the options add any, that file is written into `folder`. Throws `StoreError`.
 */
export async function openGitNetwork(
  { environment, proxy, certificateAuthorities }: BrewpullOptions,
  folder: string,
): Promise<GitNetwork> {
  const settings = parseProxySettings({ flag: proxy, environment });
  const nameProxy = (remote: string): string | undefined => {
    const url = URL.parse(remote);
    const used = url === null ? undefined : proxyFor(settings, url);
    return used === undefined ? undefined : formatProxy(used);
  };
  const network = { environment, proxy, nameProxy };
  if (certificateAuthorities.length === 0) return { ...network, authoritiesFile: undefined };
  const authoritiesFile = join(folder, 'authorities.pem');
  await writeFileAtomic(
    authoritiesFile,
    [...rootCertificates, ...certificateAuthorities].join('\n'),
  );
  return { ...network, authoritiesFile };
}
