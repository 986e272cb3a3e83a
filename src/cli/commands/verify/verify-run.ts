import { resolve } from 'node:path';

import { UsageError } from '../../../core/errors.ts';
import type { Receipt } from '../../../receipt/receipt.ts';
import { parseReceipt } from '../../../receipt/receipt-schema.ts';
import { Brewpull } from '../../../workspace/brewpull.ts';
import type { Verification, VerifyRequest } from '../../../verify/verification.ts';
import { verifyPath } from '../../../verify/verify-path.ts';
import { sbomDescriber } from '../../arguments/audit/describe-bundle.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { readBrewpullOptions } from '../../arguments/brewpull/brewpull-options.ts';
import { readGivenFile, RECEIPT_MIB } from '../../arguments/layers/given-file.ts';
import { readTrustedRootOption } from '../../arguments/brewpull/provenance-options.ts';
import { readSigner } from '../../arguments/signer-option.ts';
import type { RunCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { toVerificationJson } from './verify-json.ts';
import { renderVerification } from './verify-text.ts';
import type { Session } from '../../session.ts';

/** Runs `brewpull verify`: exits with 0 only if everything is as it must be. */
export const runVerify: RunCommand = async (args, session) => {
  if (args.positionals.length === 0) {
    throw new UsageError('nothing to verify is named', {
      hint: 'Name a bottle, a bundle, a mirror or an image archive, e.g. brewpull verify bundle.tar.',
    });
  }
  const options = await readBrewpullOptions(args, session);
  const describe = sbomDescriber(session.signal);
  const request = { ...(await readRequest(args, session)), api: options.api, describe };
  const brewpull = new Brewpull({ ...options, provenance: undefined, offline: true });
  session.defer(() => brewpull.close());
  const results: Verification[] = [];
  for (const path of args.positionals) {
    const result = await verifyPath(brewpull, session.resolvePath(path), request);
    requireUpdate(result, path, request);
    results.push(result);
    if (!session.json) {
      await session.print(session.style.fit(renderVerification(result, path, session.style)));
    }
  }
  await session.answer({
    name: 'verify',
    json: () => ({ results: results.map(toVerificationJson) }),
  });
  return results.every(({ findings }) => findings.length === 0) ? EXIT.done : EXIT.verification;
};

async function readRequest(
  args: Arguments,
  session: Session,
): Promise<Omit<VerifyRequest, 'api' | 'describe'>> {
  const against = args.text('against');
  const cwd = session.terminal.cwd();
  return {
    explain: args.flag('explain'),
    requireProvenance: args.flag('require-provenance'),
    bases: args.list('with').map((path) => session.resolvePath(path)),
    trustedRoot: await readTrustedRootOption(args, session),
    signer: await readSigner(args, session),
    receipt: against === undefined ? undefined : await readReceipt(resolve(cwd, against), against),
  };
}

/** Throws if `--with` was given for something that needs no other bundle. */
function requireUpdate(
  { update, findings }: Verification,
  path: string,
  { bases }: Pick<VerifyRequest, 'bases'>,
): void {
  if (bases.length === 0 || update !== undefined || findings.length > 0) return;
  throw new UsageError(`${path} is not an update, so there is nothing to check it with`, {
    hint: 'Leave --with out; brewpull bundle --update BUNDLE makes an update.',
  });
}

async function readReceipt(path: string, name: string): Promise<Receipt> {
  const bytes = await readGivenFile(path, { what: 'the receipt', limitMib: RECEIPT_MIB });
  return parseReceipt(bytes, name);
}
