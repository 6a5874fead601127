import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { readNow } from "../db/read-now.ts";
import { DomainError } from "../errors.ts";
import type { Push } from "./input.ts";
import { judgeStored } from "./judge-stored.ts";
import type { Reading } from "./reading.ts";
import { findKind } from "./reading-kinds.ts";

/** More processes than this report to nobody's use. */
const most = 500;
/** An application that reported no more for so long is gone. */
const forgetMs = 600_000;

/**
 * What an application says of its own breakers. It counts until it is stale, as any other reading. Only a change leaves an audit row, since programs
 * report all the time. Not found: no such downstream is configured. Conflict: it is not configured to be reported.
 */
export async function pushReadings(ctx: Ctx, { downstream: name, instance, breakers }: Push): Promise<void> {
  const asked = { permission: "breaker.push", scope: "everywhere", subject: `breaker of ${name}` } as const;
  await act(ctx, asked, async (tx, operation) => {
    const downstream = ctx.config.downstreams.find((one) => one.name === name);
    if (!downstream) throw new DomainError("not_found", `No downstream is called "${name}" in redrive.yaml.`);
    const spec = downstream.readings.find(({ kind }) => findKind(kind)?.isPushed);
    if (!spec) throw new DomainError("conflict", `${name} has no reading with kind: push in redrive.yaml.`);
    const at = await readNow({ sql: tx, clock: ctx.clock });
    const now = at.getTime();
    const told = breakers.map((one): Reading => ({ ...one, instance, method: "reported", at: now, why: null, via: instance, seenAt: now }));
    const rows = await tx<[{ readings: readonly Reading[] }?]>`
      insert into breaker_polls as p (downstream, key, next_at) values (${name}, ${spec.key}, ${at})
      on conflict (downstream, key) do update set next_at = excluded.next_at returning readings`;
    const others = (rows[0]?.readings ?? []).filter((one) => one.via !== instance && now - one.seenAt < forgetMs);
    if (others.length + told.length > most) throw new DomainError("conflict", `More than ${most} breakers report ${name}.`);
    await tx`
      update breaker_polls set readings = ${JSON.stringify([...others, ...told])}::text::jsonb, read_at = ${at}
      where downstream = ${name} and key = ${spec.key}`;
    const isChanged = await judgeStored({ sql: tx, clock: ctx.clock }, downstream);
    if (!isChanged) return operation.drop();
    operation.note({ data: { act: "push", instance, states: breakers.map(({ breaker, state }) => `${breaker}: ${state}`).slice(0, 10) } });
    operation.announce("breakers");
  });
}
