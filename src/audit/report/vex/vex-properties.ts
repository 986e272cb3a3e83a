/** Writes values under brewpull's own names; undefined ones are left out. */
export function toProperties(
  values: readonly (readonly [string, string | undefined])[],
): readonly { readonly name: string; readonly value: string }[] {
  return values.flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: `brewpull:${name}`, value }],
  );
}
