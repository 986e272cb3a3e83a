import * as v from 'valibot';
import { parseJsonIfAny } from '../../json/parse-schema.ts';

/** The statement of an attestation: https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/statement.md. */
export interface Statement {
  readonly predicateType: string;
  readonly subjects: readonly StatementSubject[];
}

/** A file that a statement is about. */
export interface StatementSubject {
  readonly name: string;
  /** Undefined if the statement identifies the file only by another hash. */
  readonly sha256: string | undefined;
}

const StatementSchema = v.pipe(
  v.object({
    _type: v.picklist(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1']),
    subject: v.array(
      v.object({
        name: v.optional(v.string(), ''),
        digest: v.record(v.string(), v.string()),
      }),
    ),
    predicateType: v.string(),
  }),
  v.transform(({ predicateType, subject }): Statement => ({
    predicateType,
    subjects: subject.map(({ name, digest }) => ({ name, sha256: digest['sha256'] })),
  })),
);

/** Parses an in-toto statement; undefined if it is not one. */
export function parseStatement(payload: Uint8Array): Statement | undefined {
  return parseJsonIfAny(StatementSchema, payload);
}
