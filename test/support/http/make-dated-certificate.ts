import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestCertificate } from './tls-server.ts';
import { execFileSync } from '../limits/processes.ts';

const CONFIGURATION = `
[ca]
default_ca = test
[test]
new_certs_dir = .
database = index.txt
serial = serial
default_md = sha256
policy = any
x509_extensions = server
[any]
organizationName = optional
commonName = supplied
[req]
distinguished_name = name
[name]
[server]
subjectAltName = IP:127.0.0.1
basicConstraints = CA:TRUE
`;

/** Makes a self-signed certificate for 127.0.0.1 with openssl that is valid from one day to another, each as `YYMMDD`. */
export function makeDatedCertificate(from: string, to: string): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'brewpull-tls-'));
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  try {
    writeFileSync(join(folder, 'openssl.cnf'), CONFIGURATION);
    writeFileSync(join(folder, 'index.txt'), '');
    writeFileSync(join(folder, 'serial'), '01\n');
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const subject = ['-subj', '/O=brewpull tests/CN=dated'];
    const configuration = ['-config', 'openssl.cnf'];
    openssl('req', ...configuration, ...key, ...subject, '-keyout', 'key.pem', '-out', 'asked.pem');
    const dates = ['-startdate', `${from}000000Z`, '-enddate', `${to}000000Z`];
    const files = ['-keyfile', 'key.pem', '-in', 'asked.pem', '-out', 'cert.pem'];
    openssl('ca', ...configuration, '-batch', '-selfsign', '-notext', ...dates, ...files);
    return {
      key: readFileSync(join(folder, 'key.pem'), 'utf8'),
      certificate: readFileSync(join(folder, 'cert.pem'), 'utf8'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
