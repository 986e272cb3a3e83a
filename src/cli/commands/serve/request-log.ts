import type { Server } from 'node:http';

/** Reports every request of a server in one line once it is answered: client, method, path, status. */
export function logRequests(server: Server, say: (line: string) => void): void {
  server.on('request', ({ method = '', url = '', socket }, response) => {
    const client = socket.remoteAddress ?? 'a client';
    response.once('close', () => {
      const broken = response.writableFinished ? '' : ', broken off';
      say(`${client} ${method} ${url.slice(0, 300)} ${response.statusCode}${broken}`);
    });
  });
}
