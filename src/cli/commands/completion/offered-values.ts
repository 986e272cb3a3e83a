import {
  compareReleases,
  firstArmRelease,
  lastIntelRelease,
  MACOS_RELEASES,
} from '../../../core/macos.ts';
import { optionSpec, type OptionName } from '../../arguments/options/options.ts';

/** What completion offers as values of an option: all that it takes, or the usual ones; undefined where they cannot be listed. */
export function offeredValues(name: OptionName): readonly string[] | undefined {
  return optionSpec(name).choices ?? USUAL.get(name);
}

/** The oldest macOS that brewpull knows bottles of. */
const OLDEST = 'el_capitan';

const RELEASES = MACOS_RELEASES.slice(
  MACOS_RELEASES.findIndex(({ codename }) => codename === OLDEST),
);

const TAGS = [
  ...RELEASES.filter((release) => compareReleases(release, lastIntelRelease()) <= 0).map(
    ({ codename }) => codename,
  ),
  ...RELEASES.filter((release) => compareReleases(release, firstArmRelease()) >= 0).map(
    ({ codename }) => `arm64_${codename}`,
  ),
  'x86_64_linux',
  'arm64_linux',
];

const USUAL: ReadonlyMap<OptionName, readonly string[]> = new Map<OptionName, readonly string[]>([
  ['macos', RELEASES.flatMap(({ version, codename }) => [version, codename])],
  ['arch', ['amd64', 'arm64']],
  ['target', TAGS],
]);
