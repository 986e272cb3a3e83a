import type * as v from 'valibot';

/** A type as JSON is read: nothing in it is changed by whoever has it. */
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
 * Holds a schema to a type that programs see: `schemaOf<Target>()(v.object({ … }))` does not compile where the two say different
 * things. The type is written by hand, so that its fields have docstrings and no library is seen in it.
 */
export function schemaOf<T>(): <const S extends v.GenericSchema>(schema: S & Agreeing<T, S>) => S {
  return (schema) => schema;
}
