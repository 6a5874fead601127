import type { Intake, Target } from "./port.ts";

/** It is asked before each batch of a replay, which may be one message. */
const freshMs = 5_000;
/** Routing keys may be as many as messages. */
const mostKnown = 1_000;

/** Asks a broker about each place once in a while. That a place is missing, or could not be read, is asked again: somebody may be mending it. */
export function freshIntake(read: (target: Target) => Promise<Intake>, now = () => performance.now()): (target: Target) => Promise<Intake> {
  const known = new Map<string, { readonly at: number; readonly intake: Promise<Intake> }>();
  return (target) => {
    const key = JSON.stringify(target);
    const last = known.get(key);
    if (last && now() - last.at < freshMs) return last.intake;
    if (known.size >= mostKnown) known.clear();
    const intake = read(target);
    known.set(key, { at: now(), intake });
    intake.then(
      ({ missing }) => missing !== null && known.delete(key),
      () => known.delete(key),
    );
    return intake;
  };
}
