import { CORE_REPOSITORY } from '../../../provenance/attestation/attestation-policy.ts';
import type { EvidenceLine } from '../../../verify/evidence/evidence-line.ts';
import {
  nameWitness,
  type Verification,
  type VerifiedBottle,
  type Witness,
} from '../../../verify/verification.ts';
import { formatCount } from '../../render/count.ts';
import { oneLine } from '../../render/harmless.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

/** Describes what is wrong with one path, or what vouches for it; with `--explain`, adds the evidence for every bottle. */
export function renderVerification(result: Verification, path: string, style: Style): string {
  const { findings, bottles } = result;
  const problems = findings.map(({ message }) => `  ${oneLine(message)}\n`).join('');
  const evidence = bottles.map((bottle) => renderEvidence(bottle, style)).join('');
  if (findings.length > 0)
    return `${oneLine(path)}: ${style.red('failed')}\n${problems}${evidence}`;
  const notes = [...describeSigner(result), ...(result.notes ?? []), ...describeUpdate(result)]
    .map((note) => `  ${style.dim(oneLine(note))}\n`)
    .join('');
  return `${oneLine(path)}: ${style.green('ok')}${oneLine(describe(result))}\n${notes}${evidence}`;
}

function describe({ kind, bottles, image }: Verification): string {
  if (image !== undefined) {
    return `, ${image.fullName ?? 'an image'}, manifest ${image.manifestDigest}`;
  }
  const [only] = bottles;
  if (kind === 'bottle' && only !== undefined) {
    const names = only.witnesses.map((witness) => nameWitnessOf(only, witness));
    return `, as ${listWords(names)} say${names.length === 1 ? 's' : ''}`;
  }
  if (kind !== 'bundle' && kind !== 'mirror') return '';
  const attested = bottles.filter(({ provenance }) => provenance?.status === 'verified').length;
  const taps = [...new Set(bottles.flatMap((bottle) => attestingTap(bottle) ?? []))];
  const whose = taps.length === 0 ? '' : `, some of it from ${listWords(taps)}`;
  const built = attested === 0 ? '' : `, ${attested} with provenance${whose}`;
  return `, ${formatCount(bottles.length, 'bottle', 'bottles')}${built}`;
}

/** Names a witness, and for an attestation its repository: only an unsigned file beside the bottle says which tap it is from. */
function nameWitnessOf(bottle: VerifiedBottle, witness: Witness): string {
  const tap = witness === 'attestation' ? attestingTap(bottle) : undefined;
  return tap === undefined ? nameWitness(witness) : `an attestation of ${tap}`;
}

/** Returns the repository that attests a bottle, unless it is the one of homebrew/core. */
function attestingTap({ provenance }: VerifiedBottle): string | undefined {
  if (provenance?.status !== 'verified' || provenance.backfilled) return undefined;
  return provenance.repository === CORE_REPOSITORY ? undefined : provenance.repository;
}

function describeSigner({ signature }: Verification): readonly string[] {
  if (signature === undefined) return [];
  const { kind, key, principals } = signature;
  // If a key is listed under several names, nobody can tell which of them signed.
  const who = principals.length === 0 ? '' : `, ${principals.join(' or ')}`;
  return [`SHA256SUMS has a good signature by the ${kind} key ${key}${who}`];
}

function describeUpdate({ update }: Verification): readonly string[] {
  if (update === undefined) return [];
  const { of, leftOut, checkedWith, isVeryOne } = update;
  const left = `${formatCount(leftOut, 'bottle', 'bottles')} that it leaves out`;
  const what = `an update of the bundle whose SHA256SUMS has the sha256 ${of}`;
  if (checkedWith.length === 0) {
    return [what, `not checked: the ${left}; name the bundle that has them with --with`];
  }
  const other = isVeryOne
    ? ''
    : '; it is not the very bundle that was updated, but has the same bottles';
  return [what, `checked together with ${listWords(checkedWith)}: the ${left}${other}`];
}

function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function renderEvidence({ fileName, evidence }: VerifiedBottle, style: Style): string {
  if (evidence === undefined) return '';
  const lines = evidence.map(
    ({ status, step, claim, detail }) =>
      `${renderTable([[`  ${paint(status, style)}`, step.padEnd(10), claim]], style)}${' '.repeat(27)}${style.dim(detail)}\n`,
  );
  return `\n${style.bold(fileName)}\n${lines.join('')}`;
}

function paint(status: EvidenceLine['status'], style: Style): string {
  const word = status.padEnd('contradicted'.length);
  if (status === 'proven') return style.green(word);
  return status === 'absent' ? style.dim(word) : style.red(word);
}
