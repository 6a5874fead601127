"use client";

import { Clock } from "@/components/time";
import { Checkbox } from "@/components/ui/checkbox";
import { HiddenHead, Row as TableRow, Table } from "@/components/ui/table";
import { markLine } from "@/server/text/marked";
import { numberText } from "@/server/text/numbers";
import type { Row } from "./outbox";
import { RowState } from "./row-state";

interface Props {
  readonly rows: readonly Row[];
  /** null: rows cannot be chosen. */
  readonly chosen: readonly string[] | null;
  readonly onChoose: (id: string, on: boolean) => void;
  readonly onOpen: (id: string) => void;
  /** null: they cannot be published. */
  readonly onPublish: ((id: string) => void) | null;
}

const columns = [
  { key: "row", head: "Row", width: "minmax(96px,1fr)" },
  { key: "state", head: "State", width: "116px" },
  { key: "event", head: "Event", width: "minmax(0,1.2fr)" },
  { key: "key", head: "Key", width: "minmax(0,1fr)" },
  { key: "why", head: "Why", width: "minmax(0,1.6fr)", wide: true },
  { key: "written", head: "Written", width: "88px" },
  { key: "act", head: <HiddenHead>Act</HiddenHead>, width: "92px", end: true },
];
const choose = { key: "choose", head: <HiddenHead>Choose</HiddenHead>, width: "20px" };

export function RowTable({ rows, chosen, ...acts }: Props) {
  return (
    <Table label="Rows" columns={chosen === null ? columns : [choose, ...columns]}>
      {rows.map((row) => (
        <Line key={row.id} row={row} isChosen={chosen && chosen.includes(row.id)} {...acts} />
      ))}
    </Table>
  );
}

const unknown = <span className="font-400 font-sans text-ink-3">unknown</span>;

function Line({ row, isChosen, onChoose, onOpen, onPublish }: Omit<Props, "rows" | "chosen"> & { row: Row; isChosen: boolean | null }) {
  const { id, state, eventType, destination, key, createdAt } = row;
  return (
    <TableRow className="grid-cols-[minmax(0,1fr)_auto] gap-y-1 py-2.5 desk:min-h-row desk:py-1">
      {isChosen !== null && (
        <td className="relative z-10 max-desk:hidden">
          <Checkbox aria-label={`Choose row ${id}`} checked={isChosen} onCheckedChange={(on) => onChoose(id, on)} />
        </td>
      )}
      <td className="min-w-0 truncate font-mono">
        <button
          type="button"
          data-row
          className="max-w-full truncate text-left after:absolute after:inset-0 hover:underline"
          onClick={() => onOpen(id)}
        >
          {markLine(id)}
        </button>
      </td>
      <td>
        <RowState state={state} />
      </td>
      <td className="min-w-0 truncate font-550 max-desk:col-span-2">{eventType ?? destination ?? unknown}</td>
      <td className="min-w-0 truncate font-mono text-ink-2">{key ?? unknown}</td>
      <td className="hidden min-w-0 truncate text-ink-2 wide:block">{whyOf(row) || unknown}</td>
      <td className="text-ink-2">
        <Clock at={createdAt} />
      </td>
      <td className="relative z-10 text-right max-desk:col-span-2">
        {onPublish && (
          <button type="button" className="text-accent-ink hover:underline max-desk:min-h-11" onClick={() => onPublish(id)}>
            Publish now
          </button>
        )}
      </td>
    </TableRow>
  );
}

function whyOf({ error, attempts }: Row): string {
  const tries = attempts === null ? null : `${numberText(attempts)} ${attempts === 1 ? "try" : "tries"}`;
  return [error, tries].filter(Boolean).join(", ");
}
