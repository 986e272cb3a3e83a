import { execFile } from 'node:child_process';

import { UnauthorizedError } from '../../core/errors.ts';
import type { Credentials } from './credentials.ts';
import { parseHelperReply } from './docker-config-schema.ts';

const HELPER_TIMEOUT_MS = 30_000;
const REPLY_BYTES = 64 * 1024;

/**
 * Asks a credential helper: the key goes in, JSON comes out
 * (https://github.com/docker/docker-credential-helpers/blob/v0.9.3/README.md). Returns undefined if it has nothing for the key.
 * Throws {@link UnauthorizedError} if the helper is missing or fails.
 */
export function askHelper(
  helper: string,
  key: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      ['get'],
      { env: { ...environment }, timeout: HELPER_TIMEOUT_MS, maxBuffer: REPLY_BYTES },
      (error, stdout) => {
        if (error !== null) {
          if (saysNothingStored(stdout)) resolve(undefined);
          else reject(helperFailed(program, error));
          return;
        }
        const reply = parseHelperReply(stdout);
        if (reply === undefined) {
          reject(helperFailed(program, undefined));
        } else if (reply.user === '<token>') {
          resolve({ kind: 'identity-token', token: reply.secret });
        } else {
          resolve({ kind: 'basic', user: reply.user, password: reply.secret });
        }
      },
    );
    child.stdin?.on('error', () => undefined); // A missing helper takes no input.
    child.stdin?.end(`${key}\n`);
  });
}

/** Helpers report this in plain text and exit with a failure (credentials/error.go in docker-credential-helpers). */
function saysNothingStored(stdout: string): boolean {
  return /credentials not found|no credentials/i.test(stdout);
}

function helperFailed(program: string, error: Error | undefined): UnauthorizedError {
  const isMissing = error !== undefined && 'code' in error && error.code === 'ENOENT';
  const reason = isMissing ? 'is not installed' : 'returns no usable answer';
  return new UnauthorizedError(
    `the docker configuration leaves credentials to ${program}, which ${reason}`,
    // Its output may contain a secret, so it is not kept as the cause.
    { hint: `Install or repair ${program}, or log in without it.` },
  );
}
