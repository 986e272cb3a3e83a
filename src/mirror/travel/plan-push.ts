import { DisagreementError } from '../../core/errors.ts';
import type { FoundManifest } from '../../registry/upload/uploads.ts';
import { describeDocument, parseTravelArtifact, type TravelArtifact } from './travel-artifact.ts';
import { dayOf, isNewer, titleOf, type TravelFacts } from './travel-facts.ts';

const HINT = 'Use another tag, or --force to replace it.';

/** Reports whether an OCI tag already names exactly this file, no matter under what name it was pushed. */
export function isSameFile(
  there: FoundManifest,
  { file, digest, sizeBytes }: TravelArtifact,
): boolean {
  const old = readArtifact(there, '');
  if (old?.digest !== digest || old.sizeBytes !== sizeBytes || old.file.kind !== file.kind)
    return false;
  return old.file.tap === file.tap && Date.parse(old.file.head.date) === Date.parse(file.head.date);
}

/**
 * Decides whether an OCI tag may be moved to a file: only if it names nothing, or an older file of the same kind and tap. Returns
 * what is replaced, undefined if nothing. Throws {@link DisagreementError} if anything else is there.
 */
export function planPush(
  there: FoundManifest | undefined,
  file: TravelFacts,
  { name, force }: { readonly name: string; readonly force: boolean },
): TravelArtifact | undefined {
  if (there === undefined) return undefined;
  const old = readArtifact(there, name);
  if (force) return old;
  if (old === undefined) {
    throw differ(`what ${name} is`, describeDocument(there.document), titleOf(file));
  }
  if (old.file.kind !== file.kind || old.file.tap !== file.tap) {
    throw differ(`what ${name} is`, titleOf(old.file), titleOf(file));
  }
  if (isNewer(old.file, file)) {
    throw differ(`the head of ${name}`, dayOf(old.file, file), dayOf(file, old.file));
  }
  return old;
}

/** Reads a travelling file's manifest; undefined if it cannot be read as one. */
function readArtifact({ document }: FoundManifest, name: string): TravelArtifact | undefined {
  try {
    return parseTravelArtifact(document, name);
  } catch {
    return undefined;
  }
}

function differ(what: string, there: string, here: string): DisagreementError {
  return new DisagreementError(
    what,
    [
      { source: 'the registry', value: there },
      { source: 'the file', value: here },
    ],
    { hint: HINT },
  );
}
