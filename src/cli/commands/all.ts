import type { Command } from '../command.ts';
import { BUNDLE } from './bundle.ts';
import { CACHE } from './cache.ts';
import { COMPARE } from './compare.ts';
import { completionOf } from './completion.ts';
import { COVERAGE } from './coverage.ts';
import { HISTORY } from './history.ts';
import { IMAGE } from './image.ts';
import { LOCK } from './lock.ts';
import { PLAN } from './plan.ts';
import { PROBE } from './probe.ts';
import { PULL } from './pull.ts';
import { PUSH } from './push.ts';
import { RESOLVE } from './resolve.ts';
import { SERVE } from './serve.ts';
import { SYNC } from './sync.ts';
import { VERIFY } from './verify.ts';

/** Every command, in the order help lists them. */
export const COMMANDS: readonly Command[] = [
  PULL,
  RESOLVE,
  HISTORY,
  COVERAGE,
  SYNC,
  PLAN,
  BUNDLE,
  LOCK,
  SERVE,
  PUSH,
  IMAGE,
  VERIFY,
  COMPARE,
  PROBE,
  CACHE,
  completionOf(() => COMMANDS),
];
