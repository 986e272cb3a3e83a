import type { Server } from 'node:http';

/** Tells every request of a server in one line once it is answered: client, method, path, status. */
export function logRequests(server: Server, say: (line: string) => void): void {
  server.on('request', ({ method = '', url = '', socket }, response) => {
    const client = socket.remoteAddress ?? 'a client';
    response.once('close', () => {
      const broken = response.writableFinished ? '' : ', broken off';
      say(`${client} ${method} ${printable(url)} ${response.statusCode}${broken}`);
    });
  });
}

/** Paths come from anyone; nothing in them may steer a terminal. */
function printable(path: string): string {
  return path.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 300);
}
