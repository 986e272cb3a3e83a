import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Logs a request in one line once it is answered: client, method, path, status. Never logs headers, because one may hold a token.
 */
export function logRequest(
  { method = '', url = '', socket }: IncomingMessage,
  response: ServerResponse,
  say: (line: string) => void,
): void {
  const client = socket.remoteAddress ?? 'a client';
  response.once('close', () => {
    const broken = response.writableFinished ? '' : ', broken off';
    say(`${client} ${method} ${url.slice(0, 300)} ${response.statusCode}${broken}`);
  });
}
