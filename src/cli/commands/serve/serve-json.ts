import { coreTapPath } from '../../../mirror/serve/bundle-site.ts';
import { brewEnvironment } from '../../../mirror/serve/page/brew-lines.ts';
import type { StockTarget } from '../../../mirror/serve/page/served-stock.ts';
import type { TargetOutput } from '../../../output/parts/target-output.ts';
import type { ServedCoreTapOutput, ServeOutput } from '../../../output/serve/serve-output.ts';
import type { Served } from './served-site.ts';

/** Returns what is served as plain data for JSON. */
export function toServeJson(
  { site, coreTaps }: Served,
  urls: readonly [URL, ...URL[]],
  hasToken: boolean,
): ServeOutput {
  const { kind, bottles, archive, sumsSha256, targets } = site.stock;
  const [url] = urls;
  return {
    url: url.href,
    urls: urls.map(({ href }) => href),
    kind,
    environment: brewEnvironment(url),
    hasToken,
    bottles,
    archive:
      archive === undefined
        ? null
        : { url: new URL(archive.path, url).href, sizeBytes: archive.sizeBytes },
    sumsSha256,
    coreTaps: coreTaps.flatMap(({ bottleTag, sha256 }): readonly ServedCoreTapOutput[] => {
      const target = targets.find((each) => each.bottleTag === bottleTag);
      if (target === undefined) return [];
      const at = new URL(coreTapPath(bottleTag), url).href;
      return [{ target: toTarget(target), url: at, sha256 }];
    }),
  };
}

/** Returns a target without looking it up, because a bundle may be for a system that this brewpull does not know. */
function toTarget({ system, macos, arch, bottleTag }: StockTarget): TargetOutput {
  const own = arch === 'x86_64' ? 'amd64' : 'arm64';
  if (system === 'linux') return { system, arch: own, bottleTag };
  return { macos: macos ?? '', codename: bottleTag.replace(/^arm64_/, ''), arch: own, bottleTag };
}
