import { basename, dirname, join } from 'node:path';

import {
  attestationsFileName,
  parseBottleFileName,
  sidecarFileName,
  type BottleName,
} from '../core/bottle-name.ts';
import { parseHex, type Hex } from '../core/digest.ts';
import { CORE_TAP } from '../core/formula-key.ts';
import { BrewpullError, UsageError } from '../core/errors.ts';
import type { BottleReceipt } from '../receipt/receipt.ts';
import {
  parseSidecarStatement,
  type SidecarStatement,
} from '../registry/documents/sidecar-schema.ts';
import { hashFile } from '../store/read/hash-file.ts';
import { streamRegularFile } from '../store/read/open-regular-file.ts';
import { readRegularFile } from '../store/read/read-regular-file.ts';
import { codeOf, readFailure, readHint } from '../store/store-failure.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { cachedDocuments } from './cached-documents.ts';
import type { Finding } from '../core/finding.ts';
import {
  nameWitness,
  type Verification,
  type VerifyRequest,
  type Witness,
} from './verification.ts';
import { collectEvidence } from './collect-evidence.ts';

/** Neither a sidecar nor attestations come near this. */
const BESIDE_BYTES = 32 * 1024 * 1024;

/**
 * Verifies one bottle file against everything at hand: the sidecar and attestations beside it, a receipt, what the cache keeps of
 * the registry, a clone of its tap. If nothing at hand says what the file must be, that is a finding too. Throws
 * {@link UsageError} for a file that is not named as brew names bottles.
 */
export async function verifyBottle(
  brewpull: Brewpull,
  path: string,
  request: VerifyRequest,
): Promise<Verification> {
  // brew's own cache puts the sha256 of the URL before the name.
  const fileName = basename(path).replace(/^[0-9a-f]{64}--/, '');
  const bottle = parseBottleFileName(fileName);
  if (bottle === undefined) {
    throw new UsageError(`cannot verify ${path}: its name does not say which bottle it is`, {
      hint: 'Name it as brew does, NAME--VERSION.TAG.bottle.tar.gz.',
    });
  }
  const { digest, sizeBytes } = await hashFile(path);
  const sha256 = parseHex(digest.slice('sha256:'.length));
  const receipt = findInReceipt(request, fileName);
  const sidecar = await readSidecar(path, bottle);
  const statements = [
    ...(sidecar.said === undefined
      ? []
      : [{ who: 'sidecar' as const, sha256: sidecar.said.sha256 }]),
    ...(receipt === undefined ? [] : [{ who: 'receipt' as const, sha256: receipt.sha256 }]),
  ];
  const tapSaid = receipt?.tap ?? tapOf(sidecar.said?.fullName);
  const tap = tapSaid ?? CORE_TAP;
  const { verified, findings } = await collectEvidence(
    brewpull,
    {
      bottle,
      tap,
      isTapSaid: tapSaid !== undefined,
      fileName,
      sha256,
      sizeBytes,
      open: () => streamRegularFile(path),
      documents: await cachedDocuments(brewpull, { ...bottle, tap, sha256 }, receipt),
      formula: {
        commit: receipt?.commit,
        path: receipt?.path,
        oid: receipt?.formulaBlob,
        text: undefined,
      },
      attestations: await readBeside(path, attestationsFileName(bottle)),
    },
    request,
  );
  const agreeing = statements.filter((said) => said.sha256 === sha256).map(({ who }) => who);
  const witnesses = [...agreeing, ...verified.witnesses];
  const all = [
    ...sidecar.damage,
    ...missingInReceipt(request, receipt, fileName),
    ...statements.flatMap((said) => disagreement(said, sha256, fileName)),
    ...findings,
  ];
  if (witnesses.length === 0 && all.length === 0) all.push(unproven(fileName));
  return { kind: 'bottle', path, findings: all, bottles: [{ ...verified, witnesses }] };
}

function findInReceipt({ receipt }: VerifyRequest, fileName: string): BottleReceipt | undefined {
  return receipt?.artifacts.find(
    (artifact): artifact is BottleReceipt =>
      artifact.kind === 'bottle' && artifact.fileName === fileName,
  );
}

function missingInReceipt(
  { receipt }: VerifyRequest,
  found: BottleReceipt | undefined,
  file: string,
): readonly Finding[] {
  if (receipt === undefined || found !== undefined) return [];
  return [{ code: 'missing', file, message: `the receipt does not mention ${file}` }];
}

function disagreement(
  said: { readonly who: Witness; readonly sha256: string },
  sha256: Hex,
  file: string,
): readonly Finding[] {
  if (said.sha256 === sha256) return [];
  const message = `${nameWitness(said.who)} says sha256 ${said.sha256}, its bytes are ${sha256}`;
  return [{ code: 'disagreement', file, message }];
}

function unproven(file: string): Finding {
  const message = `nothing at hand says what ${file} must be: name a receipt with --against, or a clone of its tap with --tap-dir`;
  return { code: 'unproven', file, message };
}

async function readSidecar(
  path: string,
  bottle: BottleName,
): Promise<{ readonly said: SidecarStatement | undefined; readonly damage: readonly Finding[] }> {
  const sidecar = await readBeside(path, sidecarFileName(bottle));
  if (sidecar === undefined) return { said: undefined, damage: [] };
  try {
    return {
      said: parseSidecarStatement(sidecar.bytes, bottle.bottleTag, sidecar.name),
      damage: [],
    };
  } catch (error) {
    if (!(error instanceof BrewpullError)) throw error;
    const { message } = error;
    return { said: undefined, damage: [{ code: 'invalid', file: sidecar.name, message }] };
  }
}

async function readBeside(
  path: string,
  name: string,
): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined> {
  const beside = join(dirname(path), name);
  try {
    return { name, bytes: await readRegularFile(beside, BESIDE_BYTES) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === undefined || error instanceof BrewpullError) throw error;
    throw new UsageError(`cannot read ${beside}: ${readFailure(beside, error)}`, {
      cause: error,
      hint: readHint(error),
    });
  }
}

function tapOf(fullName: string | undefined): string | undefined {
  const parts = fullName?.split('/') ?? [];
  if (parts.length === 3) return parts.slice(0, 2).join('/');
  return fullName === undefined ? undefined : CORE_TAP;
}
