"use client";

import { Download, Search, X } from "lucide-react";
import { useRef } from "react";
import { useKey } from "@/components/use-key";
import { Button, buttonClass, Kbd } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { Segmented } from "@/components/ui/segmented";
import type { AuditFilter } from "@/server/audit/input";
import { numberText } from "@/server/text/numbers";
import { Choice } from "./choice";

interface Props {
  filter: AuditFilter;
  onFilter: (change: Partial<AuditFilter>) => void;
  summary: { matching: number; people: readonly { key: string; name: string }[]; permissions: readonly string[] } | undefined;
  /** The summary is that of another filter, while this one is asked. */
  isOld: boolean;
}

const named = (words: readonly string[]) => words.map((word) => ({ key: word, name: word }));

/** By text, person, permission, result and time; what it shows can be taken away as a file. */
export function AuditFilterBar({ filter, onFilter, summary, isOld }: Props) {
  const matching = isOld ? undefined : summary?.matching;
  const field = useRef<HTMLInputElement>(null);
  useKey("/", () => field.current?.focus());
  const take = (format: "csv" | "json") => location.assign(`/api/audit/export?${new URLSearchParams({ ...filter, format })}`);
  return (
    <div className="flex flex-wrap items-center gap-2 px-pad pb-3">
      <label className="flex h-8 min-w-56 flex-1 items-center gap-2 rounded-2 px-2.5 shadow-control focus-within:shadow-focus max-desk:h-11 max-desk:w-full max-desk:flex-none">
        <Search className="size-3.5 flex-none text-ink-3" aria-hidden />
        <span className="sr-only">Filter by what, why or from where</span>
        <input
          ref={field}
          value={filter.text}
          onChange={(event) => onFilter({ text: event.target.value })}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          placeholder="Filter by what, why or from where"
          className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3 max-desk:text-[16px]"
        />
        <Kbd>/</Kbd>
      </label>
      {filter.operation && (
        <Button onClick={() => onFilter({ operation: "" })}>
          Operation {filter.operation}
          <X aria-label="Show all operations" />
        </Button>
      )}
      <Choice label="Who" all="Anybody" value={filter.who} choices={summary?.people ?? []} onChange={(who) => onFilter({ who })} />
      <Choice
        label="Permission"
        all="Any permission"
        value={filter.permission}
        choices={named(summary?.permissions ?? [])}
        onChange={(permission) => onFilter({ permission })}
      />
      <Choice
        label="Result"
        all="Any result"
        value={filter.result}
        choices={[{ key: "allowed", name: "done" }, ...named(["refused", "failed"])]}
        onChange={(result) => onFilter({ result: result as AuditFilter["result"] })}
      />
      <Segmented
        label="Period"
        options={[
          { value: "24h", label: "24 h" },
          { value: "7d", label: "7 d" },
          { value: "all", label: "All" },
        ]}
        value={filter.period}
        onChange={(period) => onFilter({ period })}
      />
      <Menu
        trigger={
          <button type="button" className={buttonClass()} disabled={matching === 0}>
            <Download aria-hidden />
            Export {matching === undefined ? "" : numberText(matching)}
          </button>
        }
        items={[
          { key: "csv", label: "CSV, safe to open in a spreadsheet", onSelect: () => take("csv") },
          { key: "json", label: "JSON lines", onSelect: () => take("json") },
        ]}
      />
    </div>
  );
}
