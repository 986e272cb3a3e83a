import { createServer as createHttpServer, request as httpRequest } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy on loopback, and what it was asked. */
export interface TestProxy extends AsyncDisposable {
  readonly port: number;
  /** Targets in order, as the client wrote them: `host:port`. */
  readonly targets: string[];
  /** Value of each `Proxy-Authorization`, or user and password of each SOCKS login; undefined if there is none. */
  readonly logins: (string | undefined)[];
}

/** What a proxy does besides passing requests on. */
export interface ProxyBehaviour {
  /** The port that every target leads to, so that names need no name server. */
  readonly leadsTo: number;
  /** Answers everything with this instead of passing it on. */
  readonly refusal?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** Starts an HTTP proxy: CONNECT for https targets, absolute URLs for http ones. */
export async function startHttpProxy({ leadsTo, refusal }: ProxyBehaviour): Promise<TestProxy> {
  const targets: string[] = [];
  const logins: (string | undefined)[] = [];
  const server = createHttpServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '');
    targets.push(`${url.hostname}:${url.port}`);
    logins.push(incoming.headers['proxy-authorization']);
    if (refusal !== undefined) {
      outgoing.writeHead(refusal.status, refusal.headers).end();
      return;
    }
    const onward = httpRequest(
      { host: '127.0.0.1', port: leadsTo, path: url.pathname, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.end();
  });
  server.on('connect', (request, client: Socket) => {
    targets.push(request.url ?? '');
    logins.push(request.headers['proxy-authorization']);
    if (refusal !== undefined) {
      const headers = Object.entries(refusal.headers ?? {}).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      client.end(`HTTP/1.1 ${refusal.status} No\r\n${headers.join('')}content-length: 0\r\n\r\n`);
      return;
    }
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    join(client, leadsTo);
  });
  return listening(server, targets, logins);
}

/** Starts a SOCKS5 proxy (RFC 1928) that wants a login (RFC 1929) when the client offers one. */
export async function startSocksProxy({ leadsTo }: ProxyBehaviour): Promise<TestProxy> {
  const targets: string[] = [];
  const logins: (string | undefined)[] = [];
  const server = createTcpServer((client) => {
    client.on('error', () => client.destroy());
    const steps = [greet, ask];
    client.on('data', (bytes) => steps.shift()?.(bytes));

    function greet(bytes: Buffer): void {
      const offersLogin = bytes.subarray(2, 2 + (bytes[1] ?? 0)).includes(2);
      if (offersLogin) steps.unshift(logIn);
      else logins.push(undefined);
      client.write(Buffer.from([5, offersLogin ? 2 : 0]));
    }

    function logIn(bytes: Buffer): void {
      const userEnd = 2 + (bytes[1] ?? 0);
      logins.push(
        `${bytes.subarray(2, userEnd).toString()}:${bytes.subarray(userEnd + 1).toString()}`,
      );
      client.write(Buffer.from([1, 0]));
    }

    function ask(bytes: Buffer): void {
      const isName = bytes[3] === 3;
      const host = isName
        ? bytes.subarray(5, 5 + (bytes[4] ?? 0)).toString()
        : bytes.subarray(4, 8).join('.');
      targets.push(`${host}:${bytes.readUInt16BE(bytes.length - 2)}`);
      client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
      client.removeAllListeners('data');
      join(client, leadsTo);
    }
  });
  return listening(server, targets, logins);
}

/** Starts a server that accepts connections and never says a word. */
export async function startSilentServer(): Promise<TestProxy> {
  return listening(
    createTcpServer((client) => client.on('error', () => client.destroy())),
    [],
    [],
  );
}

function join(client: Socket, port: number): void {
  const onward = connect(port, '127.0.0.1');
  client.pipe(onward).pipe(client);
  for (const [one, other] of [
    [client, onward],
    [onward, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

async function listening(
  server: ReturnType<typeof createTcpServer>,
  targets: string[],
  logins: (string | undefined)[],
): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: portOf(server.address()),
    targets,
    logins,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
