"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Dialog } from "@/components/ui/dialog";
import { verdictWords } from "@/server/failures/words";
import { parseFilter, termText } from "@/server/messages/filter";
import { numberText } from "@/server/text/numbers";
import { markLine } from "@/server/text/marked";

const order = ["verdict", "category", "queue", "type", "downstream"] as const;
const titles = { verdict: "Verdict", category: "Category", queue: "Queue", type: "Event type", downstream: "Downstream" } as const;

const counted = {
  stretch: "Older messages may match too: only the newest were looked at.",
  sample: "About: so many match that these are estimated from a sample.",
} as const;

interface Props {
  filter: string;
  onFilter: (filter: string) => void;
}

/** Counts at the side; pressing one narrows to it, pressing it again widens. Each stands under the rest of the filter. */
export function Facets({ filter, onFilter }: Props) {
  const { data = [], isPlaceholderData } = useQuery(
    useTRPC().messages.facets.queryOptions({ filter }, { placeholderData: keepPreviousData }),
  );
  const { terms } = parseFilter(filter);
  const most = Math.max(1, ...data.map(({ n }) => n));
  const isChosen = (facet: string, value: string) =>
    terms.some((term) => term.qualifier === facet && term.value === value && !term.negated);
  const toggle = (facet: (typeof order)[number], value: string) => {
    const others = terms.filter((term) => term.qualifier !== facet);
    const chosen = { qualifier: facet, operator: "=" as const, value, negated: false };
    onFilter([...others, ...(isChosen(facet, value) ? [] : [chosen])].map(termText).join(" "));
  };
  const sections = order.map((facet) => {
    const values = data.filter((row) => row.facet === facet && (row.value !== null || facet === "downstream"));
    if (values.length === 0) return null;
    return (
      <section key={facet} className="mb-4">
        <h2 className="mb-1 font-600">{titles[facet]}</h2>
        <ul>
          {values.map(({ value, n, of }) => (
            <Value
              key={value ?? "none"}
              label={labelOf(facet, value)}
              mono={facet === "queue"}
              count={of === "sample" ? aboutText(n) : numberText(n)}
              part={n / most}
              chosen={isChosen(facet, value ?? "none")}
              onPress={() => toggle(facet, value ?? "none")}
            />
          ))}
        </ul>
      </section>
    );
  });
  return (
    <div className={cn(isPlaceholderData && "opacity-60")}>
      {data[0] && data[0].of !== "all" && <p className="mb-3 text-12 text-ink-3">{counted[data[0].of]}</p>}
      {sections}
    </div>
  );
}

/** "~120,000": as exact as a sample tells. */
function aboutText(n: number): string {
  return `~${numberText(Number(n.toPrecision(2)))}`;
}

function labelOf(facet: string, value: string | null): string {
  const verdict = facet === "verdict" && Object.entries(verdictWords).find(([name]) => name === value);
  return verdict ? verdict[1].label : markLine(value ?? "none");
}

interface ValueProps {
  label: string;
  mono: boolean;
  count: string;
  part: number;
  chosen: boolean;
  onPress: () => void;
}

function Value({ label, mono, count, part, chosen, onPress }: ValueProps) {
  return (
    <li>
      <button type="button" aria-pressed={chosen} onClick={onPress} className="group block w-full py-0.5 text-left max-wide:py-2.5">
        <span className="flex items-baseline gap-2">
          <span
            className={cn("min-w-0 flex-1 truncate text-ink-2 group-hover:text-ink", chosen && "font-600 text-ink", mono && "font-mono")}
            title={label}
          >
            {label}
          </span>
          <span className="text-12 text-ink-2">{count}</span>
        </span>
        <span
          aria-hidden
          className={cn("mt-0.5 block h-0.5 rounded-1", chosen ? "bg-accent" : "bg-line-strong")}
          style={{ width: `${Math.max(2, part * 100)}%` }}
        />
      </button>
    </li>
  );
}

/** The same, where there is no side. */
export function FacetSheet(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon className="h-8 w-8 max-desk:h-11 max-desk:w-11 wide:hidden" aria-label="Facets" onClick={() => setOpen(true)}>
        <SlidersHorizontal aria-hidden />
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Filter by">
        <div className="px-5 pt-3 pb-2">
          <Facets {...props} />
          <Button kind="main" className="mt-2 mb-3 w-full" onClick={() => setOpen(false)}>
            Show the messages
          </Button>
        </div>
      </Dialog>
    </>
  );
}
