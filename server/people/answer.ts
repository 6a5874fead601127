import { mayAct } from "../access/grant.ts";
import { grantOf } from "../access/person-grants.ts";
import type { Ctx } from "../context.ts";
import { numberText } from "../text/numbers.ts";
import type { PeopleView } from "./output.ts";

/** The sentence over People: how many may come in, and who may change that. */
export function answerPeople({
  people,
  tokens,
  access,
}: Pick<PeopleView, "people" | "tokens"> & { readonly access: Ctx["config"]["access"] }): PeopleView["answer"] {
  const active = people.filter(({ state, roles }) => state === "active" && roles.length > 0);
  const invited = people.filter(({ state }) => state === "invited").length;
  const without = people.filter(({ state, roles }) => state === "active" && roles.length === 0).length;
  const managers = active.filter(({ roles }) => roles.some((role) => mayAct([grantOf(access, role)], "people.manage", "everywhere")));
  const [only] = managers;
  const working = tokens.filter(({ rests }) => !rests);
  const who =
    managers.length === 0
      ? "Nobody here may manage people yet; redrive.yaml gives that."
      : managers.length === 1
        ? `Only ${only?.name} may manage people. Give a second person the role admin, in case that account is lost.`
        : `${numberText(managers.length)} may manage people.`;
  return {
    title: `${count(active.length, "person", "people")}${working.length > 0 ? ` and ${count(working.length, "token", "tokens")}` : ""} ${active.length === 1 && working.length === 0 ? "has" : "have"} access.`,
    sub: [
      without > 0 ? `${count(without, "person has", "people have")} no role, and may do nothing.` : null,
      invited > 0 ? `${count(invited, "invitation waits", "invitations wait")} for a password.` : null,
      who,
    ]
      .filter(Boolean)
      .join(" "),
  };
}

function count(n: number, one: string, many: string): string {
  return `${numberText(n)} ${n === 1 ? one : many}`;
}
