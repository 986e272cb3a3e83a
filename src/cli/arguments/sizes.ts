import { UsageError } from '../../core/errors.ts';
import type { Arguments } from './options/arguments.ts';

const UNITS = new Map([
  ['', 1],
  ['k', 1000],
  ['m', 1000 ** 2],
  ['g', 1000 ** 3],
  ['t', 1000 ** 4],
  ['ki', 1024],
  ['mi', 1024 ** 2],
  ['gi', 1024 ** 3],
  ['ti', 1024 ** 4],
]);

/** Reads an option whose value is a number of bytes: `700M`, `4GiB`, `1.5T`. Undefined without it. Throws {@link UsageError}. */
export function readSize(args: Arguments, name: 'max-size'): number | undefined {
  return readBytes(args, name, '');
}

/**
 * Reads an option whose value is a number of bytes per second: `5M`, `500kB/s`. Undefined without it. Throws {@link UsageError}.
 */
export function readSpeed(args: Arguments, name: 'rate'): number | undefined {
  return readBytes(args, name, '(?:/s|ps)?');
}

function readBytes(args: Arguments, name: 'max-size' | 'rate', tail: string): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const pattern = new RegExp(`^(\\d{1,12}(?:\\.\\d{1,3})?)\\s*(|[kmgt]i?)b?${tail}$`, 'i');
  const match = pattern.exec(text.trim());
  const unit = UNITS.get(match?.[2]?.toLowerCase() ?? '') ?? Number.NaN;
  const bytes = Math.round(Number(match?.[1]) * unit);
  if (Number.isSafeInteger(bytes) && bytes >= 1000) return bytes;
  const example = name === 'rate' ? '5M or 500k, in bytes per second' : '200G or 700M';
  throw new UsageError(`--${name} ${text} is not a size of at least 1 kB`, {
    hint: `Write a size such as ${example}.`,
  });
}
