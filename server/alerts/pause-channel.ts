import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import type { PauseChannel, ResumeChannel } from "./input.ts";
import { sendWaiting } from "./write-answer.ts";

/**
 * Nothing is sent through a channel any more until somebody resumes it. What is to be told by it waits: of each alert the newest notice, which supersedes
 * those before it. What is on its way at this moment is ended. Not found: no channel is called so. Conflict: it is paused already.
 */
export async function pauseChannel(ctx: Ctx, { name, reason }: PauseChannel): Promise<void> {
  demandChannel(ctx, name);
  const asked = { permission: "alert.manage", scope: "everywhere", subject: `channel ${name}`, reason } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [paused] = await tx`
      insert into channel_states as s (name, paused_at, paused_by, pause_reason) values (${name}, now(), ${operation.principal}, ${reason})
      on conflict (name) do update set paused_at = excluded.paused_at, paused_by = excluded.paused_by, pause_reason = excluded.pause_reason
      where s.paused_at is null returning name`;
    if (!paused) throw new DomainError("conflict", `The channel ${name} is paused already.`);
    operation.note({ data: { act: "pause" } });
    operation.announce("alerts");
  });
}

/** What waits for the channel is sent at once. Conflict: it is not paused. */
export async function resumeChannel(ctx: Ctx, { name }: ResumeChannel): Promise<void> {
  demandChannel(ctx, name);
  const asked = { permission: "alert.manage", scope: "everywhere", subject: `channel ${name}` } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [resumed] = await tx`
      update channel_states set paused_at = null, paused_by = null, pause_reason = null where name = ${name} and paused_at is not null returning name`;
    if (!resumed) throw new DomainError("conflict", `The channel ${name} is not paused.`);
    await sendWaiting(tx, name);
    operation.note({ data: { act: "resume" } });
    operation.announce("alerts");
  });
}

/** Rejects with `conflict` where a channel is paused: nothing is sent through it then, no test either. */
export async function demandGoing(tx: Transaction, name: string): Promise<void> {
  const [paused] = await tx`select name from channel_states where name = ${name} and paused_at is not null`;
  if (paused) throw new DomainError("conflict", `The channel ${name} is paused. Resume it first: what waits is then sent at once.`);
}

function demandChannel({ config }: Ctx, name: string): void {
  if (!config.channels.some((channel) => channel.name === name)) throw new DomainError("not_found", `No channel is called ${name}.`);
}
