import { DisagreementError, NoBottleError } from '../../core/errors.ts';
import {
  describePlatform,
  formatPlatform,
  hasOsVersion,
  isSameMachine,
  isSameVariant,
  rankPlatform,
} from '../image-platform.ts';
import type { Platform } from '../../registry/platform.ts';
import { notAnImage } from './not-an-image.ts';

/** What was asked for, and what index and config say about the image that was served. */
export interface PlatformClaims {
  /** The image's name, for messages. */
  readonly name: string;
  readonly wanted: Platform;
  /** The platform in the index; undefined if it names none, or there is no index. */
  readonly index: Platform | undefined;
  /** The platform in the config; undefined if it names none. */
  readonly config: Platform | undefined;
}

/**
 * Checks that an image is for the wanted system and architecture, and returns notes, in whole sentences, on other differences.
 * Variants only lead to notes: configs of old official images leave them out. Throws {@link NoBottleError} if the config alone
 * decides and is for another machine, and {@link DisagreementError} if index and config name different machines.
 */
export function checkPlatform({ name, wanted, index, config }: PlatformClaims): readonly string[] {
  if (config === undefined) {
    const said =
      index === undefined
        ? `whether it is for ${formatPlatform(wanted)} is not known`
        : `only the index says that it is for ${formatPlatform(index)}`;
    return [`The config of ${name} names no platform: ${said}.`];
  }
  if (config.os === 'unknown' && config.architecture === 'unknown') {
    throw notAnImage(name, 'its platform is unknown/unknown, as for attestations');
  }
  return index === undefined ? checkAlone(name, wanted, config) : checkBoth(name, index, config);
}

function checkAlone(name: string, wanted: Platform, config: Platform): readonly string[] {
  const isMachine = isSameMachine(config, wanted);
  if (!isMachine || !hasOsVersion(config, wanted)) {
    const platform = isMachine ? '' : `Add --platform ${formatPlatform(config)}.`;
    throw new NoBottleError(`${name} is built only for ${describePlatform(config)}`, {
      hint:
        platform ||
        'Leave --os-version out, or look for another reference: brewpull image list NAME.',
    });
  }
  const rank = rankPlatform(config, wanted);
  if (rank === 0) return [];
  const known = rank === undefined ? 'another variant' : 'which runs there too';
  return [
    `${name} is built only for ${formatPlatform(config)}, not for ${formatPlatform(wanted)}: ${known}.`,
  ];
}

function checkBoth(name: string, index: Platform, config: Platform): readonly string[] {
  const [left, right] = [describePlatform(index), describePlatform(config)];
  if (!isSameMachine(index, config)) {
    throw new DisagreementError(`the platform of ${name}`, [
      { source: 'the index', value: left },
      { source: 'its config', value: right },
    ]);
  }
  const isVersion = index.osVersion === undefined || index.osVersion === config.osVersion;
  if (isSameVariant(index, config) && isVersion) return [];
  return [
    `The index says ${left} of ${name}, its config ${right}; they agree on system and architecture.`,
  ];
}
