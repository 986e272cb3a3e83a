import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { listen, type FaultServer, type Handler, type SeenRequest } from './fault-server.ts';
import { execFileSync } from '../limits/processes.ts';

/** A self-signed certificate, both as PEM. */
export interface TestCertificate {
  readonly key: string;
  readonly certificate: string;
}

/** Makes a certificate with openssl, valid for a day, for names such as `DNS:a.test` and `IP:127.0.0.1`. */
export function makeCertificate(...names: readonly string[]): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'brewpull-tls-'));
  try {
    const [keyPath, certificatePath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
        '-subj',
        '/O=brewpull tests/CN=test authority',
        '-addext',
        `subjectAltName=${names.join(',')}`,
        '-keyout',
        keyPath,
        '-out',
        certificatePath,
      ],
      { stdio: 'pipe' },
    );
    return {
      key: readFileSync(keyPath, 'utf8'),
      certificate: readFileSync(certificatePath, 'utf8'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a server that speaks TLS, with a log of its requests. */
export async function startTlsServer(
  { key, certificate }: TestCertificate,
  handler: Handler,
): Promise<FaultServer> {
  const seen: SeenRequest[] = [];
  const server = createServer({ key, cert: certificate }, (request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    handler(request, response, seen.length);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    url: new URL(`https://127.0.0.1:${await listen(server)}/`),
    seen,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
