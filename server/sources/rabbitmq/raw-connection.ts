import type { Channel, ChannelModel } from "amqplib";

/** The raw properties payload of a delivered or returned message, under this key of its `properties`. */
export const rawProperties = Symbol("raw properties");
/** Exchange and routing key of a delivered message as they lay on the wire, under this key of its `fields`. */
export const rawAddress = Symbol("raw address");

/** What the client's connection has besides its documented surface, and what is read or replaced of it here. */
export interface RawConnection {
  rest: Buffer;
  frameMax: number;
  sentSinceLastCheck: boolean;
  recvSinceLastCheck: boolean;
  readonly stream: { emit(event: "readable"): void; destroy(): void };
  blocked: boolean;
  readonly serverProperties: { readonly product?: string; readonly version?: string };
  readonly channels: readonly ({ readonly buffer: { write(bytes: Buffer): boolean } } | null)[];
  recvFrame(): RawFrame | false;
}

export interface RawChannel extends Channel {
  /** The channel's number. */
  readonly ch: number;
  pushConfirmCallback(confirmed: (error: Error | null) => void): void;
}

interface RawFrame {
  readonly id?: number;
  readonly channel: number;
  readonly size?: number;
  readonly fields?: Record<PropertyKey, unknown>;
}

const [methodFrame, headerFrame, frameEnd] = [1, 2, 0xce];
const [basicClass, basicPublish, basicDeliver] = [60, 0x3c_0028, 0x3c_003c];

export function rawConnection(model: ChannelModel): RawConnection {
  return model.connection as unknown as RawConnection;
}

/**
 * Makes a connection keep the bytes of properties. A header frame is not decoded at all: that costs time, loses types, and a table
 * nested without end would break the client on every delivery.
 */
export function keepRawFrames(connection: RawConnection): void {
  const recvFrame = connection.recvFrame;
  connection.recvFrame = () => {
    const { rest } = connection;
    const end = rest.length < 8 ? Number.POSITIVE_INFINITY : 7 + rest.readUInt32BE(3);
    if (rest.length <= end) return recvFrame.call(connection);
    if (rest[0] === headerFrame && rest[end] === frameEnd) {
      connection.rest = rest.subarray(end + 1);
      const size = Number(rest.readBigUInt64BE(11));
      return { id: basicClass, channel: rest.readUInt16BE(1), size, fields: { [rawProperties]: rest.subarray(19, end) } };
    }
    const frame = recvFrame.call(connection);
    if (frame && rest[0] === methodFrame && rest.readUInt32BE(7) === basicDeliver && frame.fields) {
      const tagEnd = 12 + (rest[11] ?? 0);
      frame.fields[rawAddress] = rest.subarray(tagEnd + 9, end);
    }
    return frame;
  };
}

/** The largest properties payload that fits into one frame; header frames cannot be split. */
export function largestProperties(connection: RawConnection): number {
  return connection.frameMax - 8 - 12;
}

/** Writes frames to a channel in one go: the broker reads many small messages at once faster than each alone. */
export function writeFrames(connection: RawConnection, channel: number, frames: readonly Buffer[]): void {
  connection.sentSinceLastCheck = true;
  connection.channels[channel]?.buffer.write(Buffer.concat(frames));
}

/** The frames of a whole mandatory publish, around the raw properties. */
export function publishFrames(
  connection: RawConnection,
  channel: number,
  message: { readonly exchange: Buffer; readonly routingKey: Buffer; readonly properties: Buffer; readonly body: Uint8Array },
): Buffer {
  const { exchange, routingKey, properties, body } = message;
  const largest = connection.frameMax - 8;
  const bodyFrames = Math.ceil(body.length / largest);
  const methodSize = 4 + 2 + 1 + exchange.length + 1 + routingKey.length + 1;
  const all = Buffer.allocUnsafe(8 + methodSize + 8 + 12 + properties.length + bodyFrames * 8 + body.length);
  let at = frameStart(all, 0, methodFrame, channel, methodSize);
  at = all.writeUInt32BE(basicPublish, at);
  at = all.writeUInt16BE(0, at);
  for (const shortstr of [exchange, routingKey]) {
    at = all.writeUInt8(shortstr.length, at);
    at += shortstr.copy(all, at);
  }
  at = all.writeUInt8(1, at);
  at = all.writeUInt8(frameEnd, at);
  at = frameStart(all, at, headerFrame, channel, 12 + properties.length);
  at = all.writeUInt32BE(basicClass << 16, at);
  at = all.writeBigUInt64BE(BigInt(body.length), at);
  at += properties.copy(all, at);
  at = all.writeUInt8(frameEnd, at);
  for (let sent = 0; sent < body.length; sent += largest) {
    const slice = body.subarray(sent, sent + largest);
    at = frameStart(all, at, 3, channel, slice.length);
    all.set(slice, at);
    at = all.writeUInt8(frameEnd, at + slice.length);
  }
  return all;
}

function frameStart(all: Buffer, at: number, type: number, channel: number, size: number): number {
  return all.writeUInt32BE(size, all.writeUInt16BE(channel, all.writeUInt8(type, at)));
}
