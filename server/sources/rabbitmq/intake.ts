import type { RawConnection } from "./raw-connection.ts";

/** Bytes of messages that may be held before nothing more is read from the connection. */
export const intakeLimit = 64 * 1024 * 1024;
const aliveMs = 5_000;

/** What was read from a connection and is not settled yet. */
export interface Intake {
  hold(bytes: number): void;
  release(bytes: number): void;
  /** Nothing more is read for now. */
  full(): boolean;
}

const intakes = new WeakMap<RawConnection, Intake>();

/**
 * The intake of a connection. AMQP bounds unsettled messages by number only; thousands of large ones would not fit into memory. So
 * above the limit the connection is not read until enough is settled, and the broker waits.
 */
export function intakeOf(connection: RawConnection): Intake {
  const known = intakes.get(connection);
  if (known !== undefined) return known;
  let held = 0;
  let paused: NodeJS.Timeout | null = null;
  const recvFrame = connection.recvFrame;
  connection.recvFrame = () => (paused === null ? recvFrame() : false);
  const intake: Intake = {
    hold: (bytes) => {
      held += bytes;
      if (held <= intakeLimit || paused !== null) return;
      // The client would take the silence, which is its own, for a dead broker.
      paused = setInterval(() => {
        connection.recvSinceLastCheck = true;
      }, aliveMs).unref();
    },
    full: () => paused !== null,
    release: (bytes) => {
      held -= bytes;
      if (paused === null || held > intakeLimit) return;
      clearInterval(paused);
      paused = null;
      setImmediate(() => connection.stream.emit("readable"));
    },
  };
  intakes.set(connection, intake);
  return intake;
}
