/** Makes a switch over a union exhaustive: a new member becomes a compile error at the call. */
export function unreachable(value: never): never {
  throw new Error(`Internal error: unexpected value ${JSON.stringify(value)}`);
}
