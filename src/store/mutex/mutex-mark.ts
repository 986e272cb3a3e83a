import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

import { hexOfBytes } from '../../core/digest.ts';
import { codeOf } from '../store-failure.ts';

/** What a mutex says about its holder. */
export interface MutexMark {
  readonly pid: number;
  readonly host: string;
  /** Distinguishes machines and containers with the same host name; undefined if the mark does not say. */
  readonly machine: string | undefined;
  /** Whether it was taken from a holder that may still be alive. */
  readonly isInherited: boolean;
  /** The whole mark; no two are the same. */
  readonly text: string;
}

/** The longest mark that is read. */
export const MARK_BYTES = 512;

/** Makes the mark of this process. */
export function createMark(isInherited: boolean): MutexMark {
  const { pid } = process;
  const [host, machine] = [hostName(), machineName()];
  const words = [pid, host, machine, randomUUID(), ...(isInherited ? [INHERITED] : [])];
  return { pid, host, machine, isInherited, text: `${words.join(' ')}\n` };
}

/** Reads a mark; undefined if the text is not one. Only the process and the host are required. */
export function parseMark(text: string): MutexMark | undefined {
  const [, pid, host, machine, rest = ''] =
    /^(\d{1,10}) ([\w.-]{1,255})(?: ([\w-]{1,64})( [\w -]{0,200})?)?\n$/.exec(text) ?? [];
  if (pid === undefined || host === undefined) return undefined;
  const isInherited = rest.split(' ').includes(INHERITED);
  return { pid: Number(pid), host, machine, isInherited, text };
}

/** Returns whether a mark belongs to this very process. */
export function isOwn(mark: MutexMark): boolean {
  return mark.pid === process.pid && isOfThisMachine(mark);
}

/** Returns whether the process of a mark has certainly ended; false for one on another machine or in another container. */
export function isGone(mark: MutexMark): boolean {
  if (!isOfThisMachine(mark)) return false;
  try {
    process.kill(mark.pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) !== 'EPERM';
  }
}

const INHERITED = 'inherited';

function isOfThisMachine({ host, machine }: MutexMark): boolean {
  return host === hostName() && (machine === undefined || machine === machineName());
}

function hostName(): string {
  return hostname().replaceAll(/[^\w.-]/g, '_') || 'localhost';
}

/** Returns a name for this boot and process namespace, which Linux identifies: process ids only mean something within them. */
function machineName(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    const space = readlinkSync('/proc/self/ns/pid');
    return hexOfBytes(`${boot} ${space}`).slice(0, 16);
  } catch {
    return 'any';
  }
}
