"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { cn } from "@/components/ui/class-names";
import { parseFilter, termText } from "@/server/messages/filter";

const order = ["verdict", "category", "queue", "type", "downstream"] as const;
const titles = { verdict: "Verdict", category: "Category", queue: "Queue", type: "Event type", downstream: "Downstream" } as const;

/** Counts at the side; pressing one narrows to it, pressing it again widens. */
export function Facets({ filter, onFilter }: { filter: string; onFilter: (filter: string) => void }) {
  const { data = [] } = useQuery(useTRPC().messages.facets.queryOptions({ filter }, { placeholderData: keepPreviousData }));
  const { terms } = parseFilter(filter);
  const most = Math.max(1, ...data.map(({ n }) => n));
  const toggle = (qualifier: (typeof order)[number], value: string) => {
    const chosen = terms.some((term) => term.qualifier === qualifier && term.value === value && !term.negated);
    const others = terms.filter((term) => term.qualifier !== qualifier);
    onFilter([...others, ...(chosen ? [] : [{ qualifier, operator: "=" as const, value, negated: false }])].map(termText).join(" "));
  };
  return (
    <aside aria-label="Facets" className="hidden px-pad py-4 wide:block wide:pr-4">
      {order.map((facet) => {
        const values = data.filter((row) => row.facet === facet && (row.value !== null || facet === "downstream"));
        if (values.length === 0) return null;
        return (
          <section key={facet} className="mb-4">
            <h2 className="mb-1 font-600">{titles[facet]}</h2>
            <ul>
              {values.map(({ value, n }) => {
                const chosen = terms.some((term) => term.qualifier === facet && term.value === (value ?? "none"));
                return (
                  <li key={value ?? "none"}>
                    <button
                      type="button"
                      aria-pressed={chosen}
                      onClick={() => toggle(facet, value ?? "none")}
                      className="group block w-full py-0.5 text-left"
                    >
                      <span className="flex items-baseline gap-2">
                        <span
                          className={cn(
                            "min-w-0 flex-1 truncate text-ink-2 group-hover:text-ink",
                            chosen && "font-600 text-ink",
                            facet === "queue" && "font-mono",
                          )}
                          title={value ?? "none"}
                        >
                          {value ?? "none"}
                        </span>
                        <span className="text-12 text-ink-2">{n.toLocaleString("en")}</span>
                      </span>
                      <span
                        aria-hidden
                        className={cn("mt-0.5 block h-0.5 rounded-1", chosen ? "bg-accent" : "bg-line-strong")}
                        style={{ width: `${Math.max(2, (n / most) * 100)}%` }}
                      />
                    </button>
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </aside>
  );
}
