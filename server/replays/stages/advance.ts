import { act } from "../../access/act.ts";
import { systemPrincipal } from "../../access/principal.ts";
import type { Ctx } from "../../context.ts";
import type { Transaction } from "../../db/client.ts";
import { crashPoint } from "../../process/crash-point.ts";
import type { CanaryChoice } from "../gather-canary.ts";
import type { Policy } from "../policy.ts";
import { readOutcomes } from "../read-outcomes.ts";
import { moveReplay } from "../move-replay.ts";
import { askReceivers } from "./ask-receivers.ts";
import { evaluate, type Signal } from "./evaluate.ts";
import { nextStage, noteTried, stepRamp, watchStage } from "./move-stage.ts";
import { readUnstable, unreportedOf } from "./read-unstable.ts";
import { chooseAgain, renewCanary } from "./renew-canary.ts";
import { readWindow } from "./read-window.ts";
import type { Receivers, Window } from "./window.ts";

const acts = { pause: "paused", observe: "observing", complete: "completed" } as const;

/**
 * Pauses a replay, begins its next stage, or ends its sending or its watch, where its policy says so. `afterFailure`: the broker has just not taken an item.
 * `asks`: brokers are asked who consumes what it sends, where that is due; a canary is watched, and passes, by their answer. `goesOn`: its sending does not end
 * here: only a lane that finds nothing more to claim ends it, since what a broker is asked about may wait again. Whatever is done is an act of Redrive in the
 * audit log, as part of the operation that the replay was started by.
 */
export async function advanceReplay(ctx: Ctx, id: number, { afterFailure = false, goesOn = false, asks = false } = {}): Promise<void> {
  // First, since an answer may take long, and what is judged by it is read after it.
  const receivers = asks ? await askReceivers(ctx, id) : null;
  const asking = { afterFailure, unstable: await readUnstable(ctx, id), unreported: unreportedOf(ctx) };
  const standing = await readWindow(ctx.sql, id, asking);
  if (!standing) return;
  const { places, operation, policy, window } = standing;
  const judge = (of: Window) => {
    const signal = evaluate(of, policy);
    return goesOn && isOf(signal, "observe", "complete") ? null : signal;
  };
  const first = judge({ ...window, receivers });
  if (!first) return;
  // Asks applications, and so does not keep whoever claims, pauses or cancels waiting.
  const choice = first.do === "renew" ? await chooseAgain(ctx, id) : null;
  const system = { ...ctx, principal: systemPrincipal("worker"), address: null };
  const asked = {
    permission: "replay.start",
    scope: places,
    subject: `replay ${id}`,
    ...(operation === null ? {} : { operation }),
  } as const;
  let done = "nothing";
  await act(system, asked, async (tx, { at, note, announce, drop }) => {
    // Whoever changes it or makes items of it at this moment is waited for; then it is looked at again.
    await tx`select from replays where id = ${id} for update`;
    const now = await readWindow(tx, id, asking);
    const signal = now && judge({ ...now.window, receivers });
    if (!signal || !(await follow(ctx, tx, { id, policy, signal, at, receivers, choice }))) return drop();
    const { do: what, ...facts } = signal;
    done = what;
    const stage = now.window.stage?.kind;
    note({ data: { act: what, ...facts, ...(stage && stage !== "full" ? { stage } : {}), outcomes: await readOutcomes(tx, id) } });
    announce("replays");
    crashPoint(`stage.${what}`);
  });
  crashPoint(`stage.${done}.written`);
}

function isOf(signal: Signal | null, ...kinds: readonly Signal["do"][]): boolean {
  return signal !== null && kinds.includes(signal.do);
}

/** Does what a signal says. False: its state does not allow it any more. */
async function follow(
  ctx: Ctx,
  tx: Transaction,
  of: { id: number; policy: Policy; signal: Signal; at: Date; receivers: Receivers | null; choice: CanaryChoice | null },
): Promise<boolean> {
  const { id, policy, signal, at, receivers, choice } = of;
  switch (signal.do) {
    case "try":
      await noteTried(tx, id, signal.downstreams);
      return true;
    case "renew":
      return renewCanary(ctx, tx, id, at, choice);
    case "watch":
      await watchStage(tx, id, receivers);
      return true;
    case "next":
      await nextStage(tx, id, policy, at);
      return true;
    case "step":
      await stepRamp(tx, id, signal.rate);
      return true;
    default:
      return moveReplay(tx, { id, to: acts[signal.do], at, pause: signal.do === "pause" ? signal.reason : null });
  }
}
