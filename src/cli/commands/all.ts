import type { Command } from '../command.ts';
import { ATLAS } from './atlas/atlas.ts';
import { BUNDLE } from './bundle/bundle.ts';
import { CACHE } from './cache/cache.ts';
import { COMPARE } from './compare/compare.ts';
import { COMPLETION } from './completion/completion.ts';
import { COVERAGE } from './coverage/coverage.ts';
import { DIFF } from './diff/diff.ts';
import { DOCTOR } from './doctor/doctor.ts';
import { HISTORY } from './history/history.ts';
import { IMAGE } from './image/image.ts';
import { LOCK } from './lock/lock.ts';
import { MIRROR } from './mirror/mirror.ts';
import { OFFLINE_BREW } from './offline-brew/offline-brew.ts';
import { PLAN } from './plan/plan.ts';
import { PROBE } from './probe/probe.ts';
import { PULL } from './pull/pull.ts';
import { PUSH } from './push/push.ts';
import { RECEIPT } from './receipt/receipt.ts';
import { RESOLVE } from './resolve/resolve.ts';
import { SBOM } from './sbom/sbom.ts';
import { SERVE } from './serve/serve.ts';
import { SYNC } from './sync/sync.ts';
import { VULNS } from './vulns/vulns.ts';
import { VERIFY } from './verify/verify.ts';

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  BUNDLE,
  PULL,
  LOCK,
  IMAGE,
  RESOLVE,
  HISTORY,
  COVERAGE,
  PLAN,
  VERIFY,
  VULNS,
  SBOM,
  COMPARE,
  RECEIPT,
  PROBE,
  OFFLINE_BREW,
  DOCTOR,
  MIRROR,
  SERVE,
  PUSH,
  DIFF,
  SYNC,
  ATLAS,
  CACHE,
  COMPLETION,
];
