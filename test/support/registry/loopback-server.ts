import { createServer, type Server } from 'node:http';

/** Makes a server listen on a free port of loopback. */
export async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
}

/** Ends a server and its connections. */
export async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
}

/** Returns the root URL of a listening server. */
export function urlOf(server: Server): URL {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return new URL(`http://127.0.0.1:${address.port}/`);
}

/** Returns the root URL of a port of loopback that was free just now, for a program that must be given one. */
export async function findFreeUrl(): Promise<URL> {
  const server = createServer();
  await listen(server);
  const url = urlOf(server);
  await shut(server);
  return url;
}
