import type { IncomingMessage } from 'node:http';
import { Socket, type OnReadOpts } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Bodies of at least this size are read directly. That halves the CPU time but costs the connection: it cannot be reused, and a
 * new one takes a few round trips.
 */
export const DIRECT_BYTES = 16 * 1024 * 1024;

/** As much as Node itself would read at once. */
const ORDINARY_BYTES = 64 * 1024;
/** The size of a lane; two or three are in use for a body. */
const LANE_BYTES = 1024 * 1024;
/** With less room than this, another lane is used. */
const LEAST_ROOM_BYTES = 64 * 1024;

/** A buffer that is filled from the start, and then reused. */
interface Lane {
  readonly bytes: Buffer;
  takenBytes: number;
  filledBytes: number;
}

const readers = new WeakMap<Duplex, SocketReader>();

/** Opens a socket whose large bodies {@link readDirectly} can read; `connect` must pass the option on to Node. */
export function connectReadable(
  connect: (onread: OnReadOpts) => Duplex | null | undefined,
): Duplex | null | undefined {
  const reader = new SocketReader();
  const socket = connect(reader.onread);
  if (socket instanceof Socket) {
    reader.socket = socket;
    readers.set(socket, reader);
  }
  return socket;
}

/**
 * Takes over the body of an answer to GET, bypassing Node's parser and streams. Returns undefined if that is not possible: the
 * body is small or its length is not announced, or the socket is not from {@link connectReadable}. Must be called as soon as the
 * head arrives. Each chunk is valid until the next one is requested. Throws if the connection closes too early; the request knows
 * why. The connection must be destroyed afterwards: as far as Node knows, it is still in the middle of an answer.
 */
export function readDirectly(
  response: IncomingMessage,
): AsyncGenerator<Uint8Array, void, undefined> | undefined {
  const { socket, headers, statusCode, httpVersion } = response;
  const reader = readers.get(socket);
  const length = Number(headers['content-length']);
  const isPlain =
    (statusCode === 200 || statusCode === 206) &&
    httpVersion === '1.1' &&
    headers['transfer-encoding'] === undefined &&
    length >= DIRECT_BYTES;
  if (reader === undefined || !reader.isInUse || !isPlain) return undefined;
  // Data waiting in the socket's own buffer would otherwise come after what is read from now on.
  return socket.readableLength > 0 ? undefined : reader.takeOver(response, length);
}

/**
 * Reads a socket into its own buffers, using Node's `onread`. Bytes take the ordinary way, as copies, until a body is to be read
 * directly: then the consumer gets the buffers themselves while others are filled.
 */
class SocketReader {
  socket: Socket | undefined;
  readonly onread: OnReadOpts = {
    buffer: () => this.#nextTarget(),
    callback: (count, bytes) => this.#receive(count, bytes),
  };
  /** Stays false for a socket that Node reads in its own way regardless. */
  isInUse = false;
  #isDirect = false;
  #isClosed = false;
  #isPaused = false;
  #current: Lane = openLane(ORDINARY_BYTES);
  /** Full lanes that were not taken yet, oldest first. */
  readonly #full: Lane[] = [];
  /** The lane that the consumer is reading. */
  #held: Lane | undefined;
  readonly #lanes: Lane[] = [];
  #wake: (() => void) | undefined;
  #isWakingSoon = false;

  takeOver(response: IncomingMessage, length: number): AsyncGenerator<Uint8Array, void, undefined> {
    this.#isDirect = true;
    response.once('close', () => {
      this.#isClosed = true;
      this.#wakeUp();
    });
    return this.#read(response, length);
  }

  async *#read(
    response: IncomingMessage,
    length: number,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    // Bytes that came with the head are in the response; if there were many, the socket is paused.
    const first: unknown = response.read();
    this.socket?.resume();
    let left = length;
    if (first instanceof Uint8Array) {
      left -= first.length;
      yield first;
    }
    while (left > 0) {
      const chunk = this.#take();
      if (chunk !== undefined) {
        yield chunk.subarray(0, left); // Anything after the end is dropped.
        left -= chunk.length;
        continue;
      }
      if (this.#isClosed) throw new Error('the connection ended too early');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Returns what has arrived and was not taken yet; whatever was taken before may be overwritten from now on. */
  #take(): Uint8Array | undefined {
    const lane = this.#full.shift() ?? this.#current;
    const { bytes, takenBytes, filledBytes } = lane;
    const isEmpty = takenBytes === filledBytes;
    this.#held = isEmpty ? undefined : lane;
    lane.takenBytes = filledBytes;
    if (this.#isPaused) {
      this.#isPaused = false;
      this.socket?.resume();
    }
    return isEmpty ? undefined : bytes.subarray(takenBytes, filledBytes);
  }

  #receive(count: number, bytes: Uint8Array): boolean {
    this.isInUse = true;
    if (!this.#isDirect) return this.socket?.push(Buffer.from(bytes.subarray(0, count))) ?? true;
    this.#current.filledBytes += count;
    if (hasRoom(this.#current)) this.#wakeSoon();
    else if (this.#wake !== undefined) this.#wakeUp();
    else this.#isPaused = true; // It stays paused: TLS still delivers what it has decrypted.
    return !this.#isPaused;
  }

  /** Lets other data that is ready come first: TLS delivers 16 KiB at a time. */
  #wakeSoon(): void {
    if (this.#isWakingSoon) return;
    this.#isWakingSoon = true;
    setImmediate(() => {
      this.#isWakingSoon = false;
      this.#wakeUp();
    });
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** Returns where Node puts the next bytes: never over bytes that were not taken yet or are being read. */
  #nextTarget(): Uint8Array {
    const { bytes, takenBytes, filledBytes } = this.#current;
    if (hasRoom(this.#current)) return bytes.subarray(filledBytes);
    if (takenBytes < filledBytes) this.#full.push(this.#current);
    this.#current = this.#spareLane();
    return this.#current.bytes;
  }

  #spareLane(): Lane {
    const spare = this.#lanes.find((lane) => lane !== this.#held && !this.#full.includes(lane));
    if (spare !== undefined) {
      spare.takenBytes = 0;
      spare.filledBytes = 0;
      return spare;
    }
    const lane = openLane(LANE_BYTES);
    this.#lanes.push(lane);
    return lane;
  }
}

function openLane(sizeBytes: number): Lane {
  return { bytes: Buffer.allocUnsafeSlow(sizeBytes), takenBytes: 0, filledBytes: 0 };
}

function hasRoom({ bytes, filledBytes }: Lane): boolean {
  return bytes.length - filledBytes >= LEAST_ROOM_BYTES;
}
