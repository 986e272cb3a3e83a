/** Writes values under names of brewpull's own; those that are undefined are left out. */
export function toProperties(
  values: readonly (readonly [string, string | undefined])[],
): readonly { readonly name: string; readonly value: string }[] {
  return values.flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: `brewpull:${name}`, value }],
  );
}
