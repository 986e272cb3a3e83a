import {
  compareReleases,
  firstArmRelease,
  lastIntelRelease,
  MACOS_RELEASES,
} from '../../../../core/macos.ts';
import { formatTarget, parseTargetTag } from '../../../../core/target.ts';
import { optionSpec, type OptionName } from '../../../arguments/options/options.ts';
import type { OfferedWord } from './offer.ts';

/**
 * Returns the values that completion offers for an option: all that it takes, or the usual ones; undefined if they cannot be
 * listed.
 */
export function offeredValues(name: OptionName): readonly OfferedWord[] | undefined {
  return optionSpec(name).choices?.map((value) => ({ value })) ?? USUAL.get(name);
}

/** The oldest macOS for which brewpull knows bottles. */
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

const USUAL: ReadonlyMap<OptionName, readonly OfferedWord[]> = new Map<
  OptionName,
  readonly OfferedWord[]
>([
  [
    'macos',
    RELEASES.flatMap(({ version, codename, displayName }) => [
      { value: version, about: displayName },
      { value: codename, about: `macOS ${version}` },
    ]),
  ],
  [
    'arch',
    [
      { value: 'amd64', about: 'Intel' },
      { value: 'arm64', about: 'Apple silicon' },
    ],
  ],
  // These take other values too; the usual ones are offered.
  ['platform', words('linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386')],
  ['split', words('fat32', '4G')],
  ['max-size', words('100G', '500G')],
  ['rate', words('1M', '5M')],
  [
    'target',
    TAGS.map((value) => ({
      value,
      about: formatTarget(parseTargetTag(value)).replace(/ \(.*/, ''),
    })),
  ],
]);

function words(...values: readonly string[]): readonly OfferedWord[] {
  return values.map((value) => ({ value }));
}
