import { hashSecret, newSecret } from "../access/secret.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import { stillReaches } from "./demand-reach.ts";

/** What a link does: makes the first account, or sets the password of an account. */
export type LinkTo =
  | { readonly purpose: "setup" }
  | {
      readonly purpose: "password";
      readonly personId: number;
      /** Who makes it in the console: a row of `people`. null: a command on the server. */
      readonly madeBy: number | null;
    };

/** Minutes that a link works: one that somebody opens at once, and one that is handed to a colleague. */
export const linkMinutes = { printed: 15, invitation: 1_440 } as const;

/** Makes a link; the one before for the same purpose stops. Answers its secret, of which only a hash is stored. */
export async function makeLink(tx: Transaction, to: LinkTo, until: Date): Promise<string> {
  const secret = newSecret();
  const { personId, madeBy } = to.purpose === "setup" ? { personId: null, madeBy: null } : to;
  await tx`delete from one_time_links where purpose = ${to.purpose} and person_id is not distinct from ${personId}`;
  await tx`
    insert into one_time_links (hash, purpose, person_id, made_by, until)
    values (${hashSecret(secret)}, ${to.purpose}, ${personId}, ${madeBy}, ${until})`;
  return secret;
}

/** The address of a link. What it proves stands after the #, which browsers send to no server, so that no log of a proxy has it. */
export function linkUrl({ url }: Pick<Ctx["config"]["http"], "url">, purpose: LinkTo["purpose"], secret: string): string {
  return `${url}/${purpose}#${secret}`;
}

interface Link {
  readonly purpose: LinkTo["purpose"];
  readonly until: Date;
  readonly personId: number | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly madeBy: number | null;
}

/**
 * What a link does, and for whom; null: it is used up, has ended, was replaced, or is none, or whoever made it could not make it now: the account may more since,
 * or its maker less. `using`: it works no more after that.
 */
export async function findLink(
  ctx: Pick<Ctx, "config" | "clock">,
  tx: Transaction | Ctx["sql"],
  secret: string,
  { using }: { readonly using: boolean },
): Promise<Link | null> {
  const [link] = await tx<Link[]>`
    select l.purpose, l.until, l.person_id as "personId", l.made_by as "madeBy", p.email, p.name
    from one_time_links l left join people p on p.id = l.person_id
    where l.hash = ${hashSecret(secret)} and l.until > ${ctx.clock()} and p.disabled_at is null
      and (l.purpose = 'password' or not exists (select from people where way = 'account'))`;
  if (!link) return null;
  const { personId, madeBy } = link;
  if (personId !== null && madeBy !== null && !(await stillReaches(ctx, tx, { personId, madeBy }))) return null;
  if (!using) return link;
  const gone = await tx`delete from one_time_links where hash = ${hashSecret(secret)}`;
  return gone.count === 1 ? link : null;
}

export function linkEnded(): DomainError {
  return new DomainError(
    "not_found",
    "This link was used, has ended, was replaced by a newer one, or whoever made it could not make it now. Ask for a new one.",
  );
}
