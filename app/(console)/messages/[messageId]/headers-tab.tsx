"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { CopyButton } from "@/components/copy-button";
import { HeaderValue } from "@/components/header-value";
import { Segmented } from "@/components/ui/segmented";
import { Note } from "@/components/ui/states";
import { markLine } from "@/server/text/marked";
import type { Message } from "./message";

type Line = Message["headers"][number];

interface Part {
  readonly title: string;
  readonly note: string;
  readonly lines: readonly Line[];
}

const orders = ["convention", "wire"] as const;

/** Every header with its type: what a replay keeps, and what it leaves out and why. */
export function HeadersTab({ message }: { message: Message }) {
  const [order, setOrder] = useQueryState("order", parseAsStringLiteral(orders).withDefault("convention"));
  const { headers, properties } = message;
  const parts: Part[] =
    order === "convention"
      ? partsOf(headers)
      : headers.length > 0
        ? [{ title: "Headers", note: "as they stand in the message", lines: headers }]
        : [];
  if (properties.length > 0) parts.push({ title: "Properties", note: "the broker's own fields", lines: properties });
  return (
    <section className="pt-4">
      <div className="mb-1 flex flex-wrap items-center gap-2">
        <h2 className="text-14 font-600">Headers</h2>
        <span className="text-12 text-ink-3">
          {headers.length + properties.length}
          {properties.length > 0 && " with the properties"}
          {order === "convention" ? ", in the order of the wire within each convention" : ", in the order of the wire"}
        </span>
        <span className="ml-auto flex gap-1">
          <Segmented
            label="Order"
            value={order}
            onChange={(next) => void setOrder(next)}
            options={[
              { value: "convention", label: "By convention" },
              { value: "wire", label: "Wire order" },
            ]}
          />
          <CopyButton label="Copy" text={headers.map(({ name, value }) => `${name}: ${value.text ?? ""}`).join("\n")} />
        </span>
      </div>
      {message.problem && <Note className="my-3">{message.problem}</Note>}
      {parts.length === 0 && <p className="py-3 text-ink-2">The message has no headers and no properties.</p>}
      <table className="w-full table-fixed">
        <thead className="text-left text-11 text-ink-3 max-desk:hidden">
          <tr>
            <th className="w-[26%] py-1 font-500">Name</th>
            <th className="w-24 py-1 font-500">Wire type</th>
            <th className="py-1 font-500">Value</th>
            <th className="w-24 py-1 text-right font-500">On replay</th>
          </tr>
        </thead>
        {parts.map((part) => (
          <PartRows key={part.title} part={part} />
        ))}
      </table>
    </section>
  );
}

/** The application's own first, then what each convention wrote. */
function partsOf(headers: readonly Line[]): Part[] {
  const names = [...new Set(headers.map(({ convention }) => convention))].toSorted((a, b) => Number(a !== null) - Number(b !== null));
  return names.map((name) => ({
    title: name ?? "No convention",
    note: name === null ? "yours, never touched" : "",
    lines: headers.filter(({ convention }) => convention === name),
  }));
}

function PartRows({ part: { title, note, lines } }: { part: Part }) {
  const gone = lines.filter(({ stripped }) => stripped !== null);
  const reasons = [...new Set(gone.flatMap(({ stripped }) => stripped ?? []))];
  return (
    <tbody className="max-desk:block">
      <tr className="border-line-strong border-b max-desk:flex">
        <th colSpan={3} className="pt-3 pb-1 text-left font-600 max-desk:flex-1">
          {title} <span className="font-400 text-12 text-ink-3">{reasons.length === 1 ? reasons[0] : note}</span>
        </th>
        <td className="whitespace-nowrap pt-3 pb-1 text-right align-bottom text-12">
          {gone.length > 0 ? `${gone.length} removed` : "kept"}
        </td>
      </tr>
      {lines.map((line, index) => (
        <Row key={index} line={line} />
      ))}
    </tbody>
  );
}

function Row({ line: { name, nameBytes, value, stripped } }: { line: Line }) {
  const quiet = stripped ? "text-ink-3" : "";
  return (
    <tr className="border-line border-b align-top max-desk:grid max-desk:grid-cols-[minmax(0,1fr)_auto] max-desk:py-1.5">
      <td className={`py-1 pr-3 font-mono [overflow-wrap:anywhere] max-desk:py-0 ${quiet}`}>
        {markLine(name) || '""'}
        {nameBytes && <span className="font-sans text-12 text-ink-3"> not UTF-8</span>}
      </td>
      <td className="py-1 font-mono text-ink-3 max-desk:py-0 max-desk:text-right">{value.wire}</td>
      <td className={`py-1 pr-3 max-desk:py-0 ${quiet}`}>
        <HeaderValue value={value} />
      </td>
      <td
        className={`whitespace-nowrap py-1 text-right text-12 max-desk:py-0 ${stripped ? "text-bad" : "text-ink-3"}`}
        title={stripped ?? undefined}
      >
        {stripped ? "− removed" : "kept"}
      </td>
    </tr>
  );
}
