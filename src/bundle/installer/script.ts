import { readPackaged } from '../../store/read/read-packaged.ts';
import type { BundleContents } from '../file/contents-schema.ts';

const always = (_contents: BundleContents): boolean => true;
const bringsBrew = ({ targets }: BundleContents): boolean =>
  targets.some(({ brew }) => brew !== undefined);

/** What runs on the Mac: each script with its path in a bundle, and which bundles hold it. */
const SCRIPTS = [
  { name: 'install.sh', path: 'install.sh', isIn: always },
  { name: 'offline-brew.sh', path: 'installer/offline-brew.sh', isIn: always },
  { name: 'lay-brew.sh', path: 'installer/lay-brew.sh', isIn: bringsBrew },
] as const satisfies readonly {
  readonly name: string;
  readonly path: string;
  readonly isIn: (contents: BundleContents) => boolean;
}[];

/** The name of a script that runs on the Mac, as in the sources and the package. */
export type ScriptName = (typeof SCRIPTS)[number]['name'];

/** Every script there is. */
export const SCRIPT_NAMES: readonly ScriptName[] = SCRIPTS.map(({ name }) => name);

/** Lists the scripts that a bundle with these contents holds, with their paths there. */
export function scriptsOf(
  contents: BundleContents,
): readonly { readonly name: ScriptName; readonly path: string }[] {
  return SCRIPTS.filter(({ isIn }) => isIn(contents));
}

/** Reads a script. */
export function readInstaller(name: ScriptName): Promise<Uint8Array> {
  return readPackaged(name, import.meta.url);
}
