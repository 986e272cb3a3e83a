import type { OwnAction } from '../../own-action.ts';
import { EXPORT } from './export/export.ts';
import { FETCH } from './fetch/fetch.ts';
import { INFO } from './info/info.ts';
import { MERGE } from './merge/merge.ts';
import { PUSH } from './push/push.ts';
import { VERIFY_FILE } from './verify/verify.ts';

/** Every action of `brewpull atlas`, in the order in which help lists them. */
export const ATLAS_ACTIONS: readonly OwnAction[] = [EXPORT, INFO, MERGE, VERIFY_FILE, PUSH, FETCH];
