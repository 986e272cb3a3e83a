import { quoteForShell } from '../../../core/quote-for-shell.ts';
import { brewEnvironment, environmentLines, TOKEN } from './brew-lines.ts';
import type { GuideSection, ServerView } from './guide.ts';
import type { ServedStock } from './served-stock.ts';

/** Writes how to make brew fetch bottles from the server. */
export function brewSection(
  { kind, targets }: ServedStock,
  { url, hasToken }: ServerView,
): GuideSection {
  return {
    title: kind === 'bundle' ? 'Or let brew fetch them from here' : 'Let brew fetch them from here',
    text: [`For a brew whose homebrew-core has the versions of this ${kind}:`],
    lines: [
      ...environmentLines(brewEnvironment(url)),
      ...(hasToken ? [`export ${TOKEN}=…`] : []),
      'brew install NAME',
    ],
    after: [
      ...(hasToken ? ['Replace … with the token of this server.'] : []),
      ...(targets.some(({ hasCoreTap }) => hasCoreTap)
        ? [
            'A Mac without homebrew-core needs the one that goes with these bottles. The command for that is shown where brewpull serve was started, because it has a checksum that must not come from here.',
          ]
        : []),
    ],
  };
}

/** Writes how to use the server from programs on other machines. */
export function clientsSection({ url }: ServerView): GuideSection {
  const isPlain = url.protocol === 'http:';
  const origin = quoteForShell(url.origin);
  return {
    title: 'From another machine',
    text: ['brewpull and clients of registries:'],
    lines: [
      `brewpull NAME --registry ${origin}${isPlain ? ` --insecure-registry ${quoteForShell(url.host)}` : ''}`,
      `skopeo inspect${isPlain ? ' --tls-verify=false' : ''} ${quoteForShell(`docker://${url.host}/homebrew/core/NAME:VERSION`)}`,
    ],
  };
}
