"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { type Column, Table } from "@/components/ui/table";
import { useRowKeys } from "@/components/use-row-keys";
import type { Message } from "./message";
import { MessageRow } from "./message-row";
import type { Selected } from "./selected";

const sorted = <span title="Newest first: by death, or by capture where the death is not known">Died</span>;

const columns = (undated: boolean): readonly Column[] => [
  { key: "verdict", head: "Verdict", width: "92px" },
  { key: "died", head: sorted, width: undated ? "180px" : "64px" },
  { key: "type", head: "Type", width: "minmax(90px,0.8fr)" },
  { key: "key", head: "Key", width: "minmax(80px,1.1fr)" },
  { key: "error", head: "Error", width: "minmax(160px,2.1fr)" },
  { key: "queue", head: "Queue", width: "minmax(110px,1fr)" },
  { key: "attempts", head: "Attempts", width: "64px", end: true },
];

/** Rows on a desk, two-line rows on a phone. j and k go from row to row with the focus, so that Enter opens; x selects. */
export function MessageTable({ rows, selected }: { rows: readonly Message[]; selected: Selected }) {
  useRowKeys((id) => selected.toggle(Number(id)));
  const ids = rows.map(({ id }) => id);
  const all = selected.all !== null;
  const some = ids.some((id) => selected.ids.has(id));
  const every = all || ids.every((id) => selected.ids.has(id));
  const several = new Set(rows.map(({ source }) => source)).size > 1;
  const selectShown = (
    <Checkbox
      aria-label="Select the rows shown"
      checked={every}
      mixed={some && !every}
      onCheckedChange={() => selected.setMany(ids, !every)}
    />
  );
  return (
    <Table
      label="Messages"
      gap={12}
      columns={[{ key: "select", head: selectShown, width: "16px" }, ...columns(rows.some(({ diedAt }) => diedAt === null))]}
    >
      {rows.map((message) => (
        <MessageRow
          key={message.id}
          message={message}
          several={several}
          chosen={all || selected.ids.has(message.id)}
          onToggle={() => selected.toggle(message.id)}
        />
      ))}
    </Table>
  );
}
