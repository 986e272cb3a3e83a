import { findDockerLogin } from '../../../../registry/auth/docker-credentials.ts';
import { homebrewVariable } from '../../../../registry/auth/homebrew-credentials.ts';
import type { BrewpullOptions } from '../../../../workspace/options.ts';
import type { Finding } from '../check.ts';

/** Checks whether there are credentials for the registry, and where; never shows the credentials themselves. */
export async function checkCredentials(
  { environment }: Pick<BrewpullOptions, 'environment'>,
  registry: URL,
  repository: string,
): Promise<Finding> {
  const variable = await homebrewVariable(environment, registry);
  const source = variable ?? (await findDockerLogin(environment, registry, repository))?.source;
  const facts = { registry: registry.host, foundIn: source ?? null };
  const text =
    source === undefined
      ? `none for ${registry.host}; public bottles need none`
      : `for ${registry.host} from ${source}`;
  return {
    status: 'ok',
    code: source === undefined ? 'NO_CREDENTIALS' : 'CREDENTIALS',
    facts,
    text,
  };
}
