import { runActionsOf } from '../../own-action.ts';
import { ATLAS_ACTIONS } from './atlas-actions.ts';
import { ATLAS } from './atlas.ts';

/** Runs `brewpull atlas`. */
export const runAtlas = runActionsOf(ATLAS, ATLAS_ACTIONS);
