import type * as v from 'valibot';

/** A deeply read-only version of a type, as for parsed JSON. */
export type Frozen<T> = T extends readonly (infer Element)[]
  ? readonly Frozen<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** A schema that accepts exactly what a type describes: each is assignable to the other. */
type Agreeing<T, S extends v.GenericSchema> = [Frozen<v.InferOutput<S>>] extends [T]
  ? [T] extends [Frozen<v.InferOutput<S>>]
    ? S
    : never
  : never;

/**
 * Ties a schema to a public type: `schemaOf<Target>()(v.object({ … }))` does not compile if the two disagree. The type is written
 * by hand so that its fields have docstrings and no library shows in it.
 */
export function schemaOf<T>(): <const S extends v.GenericSchema>(schema: S & Agreeing<T, S>) => S {
  return (schema) => schema;
}
