import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useMayRead } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { cn } from "@/components/ui/class-names";
import { subjectOf, type Term } from "@/server/messages/filter";
import type { Part } from "./filter-parts";
import { markLine } from "@/server/text/marked";

/** A term of the filter, or what cannot be read as one, with the button that takes it out. */
export function FilterChip({ part: { text, term }, onRemove }: { part: Part; onRemove: () => void }) {
  return (
    <span
      className={cn(
        "inline-flex h-6 min-w-0 flex-none items-center gap-1 rounded-1 pl-2 text-12 max-desk:h-11 max-desk:max-w-full",
        term ? "bg-hover" : "bg-bad-soft",
        (!term || term.negated) && "text-bad",
      )}
    >
      {term ? (
        <TermWords term={term} />
      ) : (
        <span className="max-w-60 truncate underline decoration-wavy underline-offset-2">{markLine(text)}</span>
      )}
      <button
        type="button"
        aria-label={`Remove ${markLine(text)}`}
        onClick={onRemove}
        className="grid size-6 flex-none place-items-center text-ink-3 hover:text-ink max-desk:size-11"
      >
        <X className="size-3" aria-hidden />
      </button>
    </span>
  );
}

function TermWords({ term }: { term: Term }) {
  return (
    <>
      {term.negated && "not "}
      {term.qualifier !== "text" && <span className="text-ink-3">{markLine(subjectOf(term))}:</span>}
      <b className="cut min-w-0 font-600 desk:max-w-60" title={markLine(term.value)}>
        {term.operator === "=" ? "" : term.operator}
        {term.qualifier === "group" ? <GroupTitle value={term.value} /> : markLine(term.value)}
      </b>
    </>
  );
}

/** What it is called; its number, until that is known or where there is none. */
function GroupTitle({ value }: { value: string }) {
  const id = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  const mayRead = useMayRead()("group.view");
  const asked = { enabled: mayRead && Number.isSafeInteger(id), retry: false, staleTime: 60_000 };
  const { data } = useQuery(useTRPC().groups.get.queryOptions({ id }, asked));
  return <>{data?.group.title ?? markLine(value)}</>;
}
