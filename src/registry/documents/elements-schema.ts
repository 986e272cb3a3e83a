import * as v from 'valibot';
import { describeIssue } from '../../json/parse-schema.ts';
import type { Rejection } from './rejection.ts';

/** A rejection with the element itself, parts of which may be good. */
interface RejectedElement extends Rejection {
  readonly element: unknown;
}

/** Applies a schema to each element of a list; returns the good ones in order, and a rejection for each other one. */
export function keepGood<const S extends v.GenericSchema>(
  schema: S,
  list: readonly unknown[],
  where: string,
): { readonly good: readonly v.InferOutput<S>[]; readonly rejected: readonly RejectedElement[] } {
  const good: v.InferOutput<S>[] = [];
  const rejected: RejectedElement[] = [];
  for (const [at, element] of list.entries()) {
    const result = v.safeParse(schema, element);
    if (result.success) {
      good.push(result.output);
    } else {
      const { path, reason } = describeIssue(result.issues[0]);
      const place = `${where}[${at}]${path === undefined ? '' : `.${path}`}`;
      rejected.push({ where: place, reason, element });
    }
  }
  return { good, rejected };
}
