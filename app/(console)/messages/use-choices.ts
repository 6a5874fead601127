"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { type Qualifier, qualifiers, termText } from "@/server/messages/filter";

export interface Choice {
  readonly key: string;
  readonly text: string;
  readonly label: string;
  /** What was typed, to be lit in the label. */
  readonly part: string;
  readonly note: string;
  /** The heading that it stands under. */
  readonly under: string;
  /** A whole term; else the beginning of one. */
  readonly complete: boolean;
  /** What was typed is just this: the id or key of an event. */
  readonly exact?: boolean;
}

/** What may come next: qualifiers that begin so and values that hold it, or values of the qualifier that stands there. */
export function useChoices(draft: string): readonly Choice[] {
  const [, minus = "", name = "", part = ""] = /^(-?)([a-z]+):"?(.*)$/.exec(draft) ?? [];
  const qualifier = Object.hasOwn(qualifiers, name) ? (name as Qualifier) : null;
  const rule = qualifier && qualifiers[qualifier];
  const free = draft.replace(/^-/, "").trim();
  const asked = qualifier ? rule?.kind === "name" || rule?.kind === "part" : free.length > 1 && !draft.includes(":");
  const { data = [] } = useQuery(
    useTRPC().messages.complete.queryOptions(
      { qualifier: qualifier ?? "", part: qualifier ? part : free },
      { enabled: asked, refetchInterval: false, placeholderData: keepPreviousData },
    ),
  );
  const negated = draft.startsWith("-");
  if (!qualifier || !rule) return [...qualifiersFrom(free, negated), ...(asked ? anywhere(free, negated, data) : [])];
  const values =
    rule.kind === "choice" ? rule.of.filter((value) => value.startsWith(part)).map((value) => ({ value, n: null })) : asked ? data : [];
  return values.map(({ value, n }) => ({
    key: value,
    text: termText({ qualifier, operator: "=", value, negated: minus === "-" }),
    label: value,
    part,
    note: n === null ? "" : n.toLocaleString("en"),
    under: `${qualifier}: ${rule.says}`,
    complete: true,
  }));
}

/** A field of the body is named before its value. */
const ends = (key: Qualifier) => (qualifiers[key].kind === "field" ? "." : ":");

function qualifiersFrom(begin: string, negated: boolean): Choice[] {
  return (Object.keys(qualifiers) as Qualifier[])
    .filter((key) => key.startsWith(begin.toLowerCase()))
    .map((key) => ({
      key,
      text: `${negated ? "-" : ""}${key}${ends(key)}`,
      label: `${key}${ends(key)}`,
      part: begin,
      note: qualifiers[key].says,
      under: "Filter by",
      complete: false,
    }));
}

function anywhere(part: string, negated: boolean, found: readonly { qualifier: string; value: string; n: number }[]): Choice[] {
  const values = found.flatMap(({ qualifier, value, n }) =>
    Object.hasOwn(qualifiers, qualifier)
      ? [
          {
            key: `${qualifier} ${value}`,
            text: termText({ qualifier: qualifier as Qualifier, operator: "=", value, negated }),
            label: `${qualifier}:${value}`,
            part,
            note: n.toLocaleString("en"),
            under: "Or by",
            complete: true,
            exact: value === part && (qualifier === "event" || qualifier === "key"),
          },
        ]
      : [],
  );
  const text = termText({ qualifier: "text", operator: "=", value: part, negated });
  return [...values, { key: "text", text, label: `any text with ${part}`, part, note: "", under: "Or by", complete: true }];
}
