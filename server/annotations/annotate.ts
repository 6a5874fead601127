import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import type { Annotate } from "./input.ts";

/** A clock that runs ahead by less than this is no mistake. */
const aheadMs = 60_000;

/** Notes that something happened, such as a deploy, for the charts of everybody. Invalid: it lies ahead. Answers its id. */
export async function annotate(ctx: Ctx, { text, at }: Annotate): Promise<{ readonly id: number }> {
  const asked = { permission: "annotation.make", scope: "everywhere", subject: `note “${text}”` } as const;
  return act(ctx, asked, async (tx, operation) => {
    const when = at ? new Date(at) : operation.at;
    if (when.getTime() > operation.at.getTime() + aheadMs)
      throw new DomainError("invalid", "A note is about what has happened: its time must not lie ahead.");
    const [made] = await tx<{ id: number }[]>`
      insert into annotations (at, text, principal_id) values (${when}, ${text}, ${operation.principal}) returning id`;
    operation.note({ data: { act: "annotate", at: when } });
    operation.announce("annotations");
    return { id: made?.id ?? 0 };
  });
}
