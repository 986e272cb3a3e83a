/** The fields with sentences for people, each with the fields beside it that say the same as data: one must be present. */
const FOR_PEOPLE: Readonly<Record<string, readonly string[]>> = {
  message: ['code', 'kind'],
  hint: ['code'],
  description: ['kind'],
  reason: ['code', 'reasonCode'],
  claim: ['step'],
  detail: ['step'],
  explanation: ['status'],
  proves: ['verdict'],
  doesNotProve: ['verdict'],
  label: ['target'],
  title: ['subject'],
  // Of a history that a file of answers was made from.
  note: ['until'],
  // The differing values of one field, as a person would compare them.
  file: ['field'],
  // Of an exception that is about several.
  formula: ['facts'],
  clone: ['clonePath', 'field'],
  // Of a bottle to install, of a Homebrew, of an image, of merged answers.
  notes: ['conflicts', 'reasonCode', 'unproven', 'holes'],
};

/** What is written by others or run by a shell, and is not a sentence of brewpull's. */
const NOT_OURS = new Set([
  'command',
  'script',
  // The entry of a Brewfile; the messages of commits; the note of a file's maker; the names in a
  // certificate; what an advisory says; who signed.
  'text',
  'introducedBy',
  'droppedBy',
  'note',
  'issuer',
  'subject',
  'summary',
  'principals',
]);

/** Lists the sentences in an answer that a program would have to parse, as `path: text`. */
export function findProse(answer: unknown): readonly string[] {
  return look(answer, { path: '', field: '', beside: [] });
}

interface Place {
  readonly path: string;
  readonly field: string;
  /** The fields of the object that it is in. */
  readonly beside: readonly string[];
}

function look(value: unknown, place: Place): readonly string[] {
  const { path, field, beside } = place;
  if (Array.isArray(value)) {
    return value.flatMap((each) => look(each, { ...place, path: `${path}[]` }));
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.keys(value);
    return Object.entries(value).flatMap(([name, each]) =>
      look(each, { path: `${path}.${name}`, field: name, beside: fields }),
    );
  }
  if (typeof value !== 'string' || !isSentence(value) || NOT_OURS.has(field)) return [];
  const data = FOR_PEOPLE[field] ?? [];
  return data.some((name) => beside.includes(name)) ? [] : [`${path}: ${value}`];
}

/** Returns whether a text is a sentence; paths may have spaces as well. */
function isSentence(text: string): boolean {
  return !text.startsWith('/') && /\p{L}.* .*\p{L}|\p{L} \S/u.test(text);
}
