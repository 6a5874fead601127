import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A message as a frame shows it. */
export interface WireMessage {
  readonly exchange: string;
  readonly routingKey: string;
  /** The properties payload of the header frame: flags and what follows. */
  readonly properties: Buffer;
  readonly body: Buffer;
}

interface Frame {
  readonly type: number;
  readonly payload: Buffer;
}

const shortstr = (text: string) => Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)]);
const longstr = (text: string) => Buffer.concat([uint(4, Buffer.byteLength(text)), Buffer.from(text)]);

/**
 * A client of a few AMQP methods that neither encodes nor decodes properties, to send any bytes and to see those that the broker
 * really sends. One channel, one call at a time.
 */
export class AmqpWire {
  readonly #socket: Socket;
  readonly #frames: AsyncGenerator<Frame>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#frames = frames(socket);
  }

  static async connect(url: string): Promise<AmqpWire> {
    const { hostname, port, username, password, pathname } = new URL(url);
    const socket = connect(Number(port || "5672"), hostname);
    await once(socket, "connect");
    const wire = new AmqpWire(socket);
    socket.write(Buffer.from("AMQP\u0000\u0000\u0009\u0001", "latin1"));
    await wire.#method(0x0a_000a);
    const login = longstr(`\0${decodeURIComponent(username)}\0${decodeURIComponent(password)}`);
    wire.#send(0, 0x0a_000b, uint(4, 0), shortstr("PLAIN"), login, shortstr("en_US"));
    const tune = await wire.#method(0x0a_001e);
    wire.#send(0, 0x0a_001f, tune.subarray(4, 10), uint(2, 0));
    wire.#send(0, 0x0a_0028, shortstr(decodeURIComponent(pathname.slice(1)) || "/"), shortstr(""), Buffer.of(0));
    await wire.#method(0x0a_0029);
    wire.#send(1, 0x14_000a, shortstr(""));
    await wire.#method(0x14_000b);
    wire.#send(1, 0x55_000a, Buffer.of(0));
    await wire.#method(0x55_000b);
    wire.#send(1, 0x3c_000a, uint(4, 0), uint(2, 1), Buffer.of(0));
    await wire.#method(0x3c_000b);
    return wire;
  }

  /** Publishes and waits for the confirmation. */
  async publish({ exchange, routingKey, properties, body }: WireMessage): Promise<void> {
    this.#send(1, 0x3c_0028, uint(2, 0), shortstr(exchange), shortstr(routingKey), Buffer.of(0));
    this.#write(2, 1, Buffer.concat([uint(2, 60), uint(2, 0), uint(8, body.length), properties]));
    if (body.length > 0) this.#write(3, 1, body);
    await this.#method(0x3c_0050);
  }

  /** Waits for the next message of a queue and takes it for good. */
  async take(queue: string): Promise<WireMessage> {
    this.#send(1, 0x3c_0014, uint(2, 0), shortstr(queue), shortstr("t"), Buffer.of(0), uint(4, 0));
    await this.#method(0x3c_0015);
    const delivery = await this.#method(0x3c_003c);
    const message = await this.#content(delivery, 15);
    this.#send(1, 0x3c_001e, shortstr("t"), Buffer.of(0));
    await this.#method(0x3c_001f);
    this.#send(1, 0x3c_0050, delivery.subarray(6, 14), Buffer.of(0));
    return message;
  }

  /** Rejects the next message of a queue, so that it dies there; false when there is none yet. */
  async reject(queue: string): Promise<boolean> {
    this.#send(1, 0x3c_0046, uint(2, 0), shortstr(queue), Buffer.of(0));
    const { payload } = await this.#next();
    if (payload.readUInt32BE() !== 0x3c_0047) return false;
    await this.#content(payload, 13);
    this.#send(1, 0x3c_005a, payload.subarray(4, 12), Buffer.of(0));
    return true;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Header and body frames behind a method whose exchange stands at `at`. */
  async #content(method: Buffer, at: number): Promise<WireMessage> {
    const exchangeEnd = at + 1 + (method[at] ?? 0);
    const keyEnd = exchangeEnd + 1 + (method[exchangeEnd] ?? 0);
    const header = (await this.#next()).payload;
    let body = Buffer.alloc(0);
    while (body.length < header.readBigUInt64BE(4)) body = Buffer.concat([body, (await this.#next()).payload]);
    const [exchange, routingKey] = [method.subarray(at + 1, exchangeEnd), method.subarray(exchangeEnd + 1, keyEnd)].map(String);
    return { exchange: exchange ?? "", routingKey: routingKey ?? "", properties: header.subarray(12), body };
  }

  #send(channel: number, method: number, ...fields: Buffer[]): void {
    this.#write(1, channel, Buffer.concat([uint(4, method), ...fields]));
  }

  #write(type: number, channel: number, payload: Buffer): void {
    this.#socket.write(Buffer.concat([Buffer.of(type), uint(2, channel), uint(4, payload.length), payload, Buffer.of(0xce)]));
  }

  async #method(expected: number): Promise<Buffer> {
    const { payload } = await this.#next();
    if (payload.readUInt32BE() !== expected) throw new Error(`the broker sent ${payload.toString("latin1")}`);
    return payload;
  }

  async #next(): Promise<Frame> {
    const { value, done } = await this.#frames.next();
    if (done === true) throw new Error("the broker closed the connection");
    return value;
  }
}

async function* frames(socket: Socket): AsyncGenerator<Frame> {
  let rest = Buffer.alloc(0);
  for await (const chunk of socket) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 8 && rest.length >= 8 + rest.readUInt32BE(3)) {
      const end = 7 + rest.readUInt32BE(3);
      yield { type: rest[0] ?? 0, payload: rest.subarray(7, end) };
      rest = rest.subarray(end + 1);
    }
  }
}

function uint(size: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes.subarray(8 - size);
}
