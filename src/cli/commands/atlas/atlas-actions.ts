import type { AtlasAction } from './atlas-action.ts';
import { INFO } from './info/info.ts';

/** Every action of `brewpull atlas`, in the order help lists them. */
export const ATLAS_ACTIONS: readonly AtlasAction[] = [INFO];
