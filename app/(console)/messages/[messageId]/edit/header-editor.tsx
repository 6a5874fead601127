"use client";

import { Plus, Trash2 } from "lucide-react";
import { HeaderValue } from "@/components/header-value";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import type { Message } from "../message";
import { markLine } from "@/server/text/marked";

type Header = Message["headers"][number];
const written = ["string", "int32", "int64", "double", "bool", "timestamp", "bytes", "void"] as const;
const nested: readonly string[] = ["table", "array"];

interface Props {
  headers: readonly Header[];
  /** Their names and types are the broker's own. */
  fixed?: boolean;
  onChange: (headers: Header[]) => void;
}

/** Each header keeps its type unless another is chosen; a value that its type cannot hold is refused, by name. What a replay leaves out is not edited. */
export function HeaderEditor({ headers, fixed = false, onChange }: Props) {
  const replace = (index: number, change: Partial<Header>) =>
    onChange(headers.map((header, other) => (other === index ? { ...header, ...change } : header)));
  const left = headers.filter(({ stripped }) => stripped).length;
  const added = { name: "", value: { type: "string" as const, wire: "string", text: "" }, convention: null, stripped: null };
  return (
    <>
      <ul className="border-line border-t">
        {headers.map((header, index) =>
          header.stripped ? null : (
            <li
              key={index}
              className="grid items-center gap-2 border-line border-b px-pad py-1.5 desk:grid-cols-[minmax(120px,1fr)_104px_minmax(0,1.6fr)_28px]"
            >
              {fixed ? (
                <span className="font-mono">{markLine(header.name)}</span>
              ) : (
                <Field
                  aria-label={`Name of header ${index + 1}`}
                  className="font-mono"
                  value={header.name}
                  onChange={(event) => replace(index, { name: event.target.value, nameBytes: undefined })}
                />
              )}
              {fixed || nested.includes(header.value.type) ? (
                <span className="px-2.5 text-12 text-ink-3">{header.value.wire}</span>
              ) : (
                <TypeSelect header={header} onChange={(value) => replace(index, { value })} />
              )}
              {nested.includes(header.value.type) || header.value.type === "void" ? (
                <HeaderValue value={header.value} />
              ) : (
                <Field
                  aria-label={`Value of ${markLine(header.name)}`}
                  className="font-mono"
                  value={header.value.text ?? ""}
                  onChange={(event) => replace(index, { value: { ...header.value, text: event.target.value } })}
                />
              )}
              <Button
                kind="quiet"
                icon
                aria-label={`Remove ${markLine(header.name)}`}
                onClick={() => onChange(headers.filter((_, other) => other !== index))}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          ),
        )}
      </ul>
      {left > 0 && <p className="px-pad py-2 text-ink-3">{leftWords(left, fixed)}</p>}
      {!fixed && (
        <div className="px-pad py-2">
          <Button onClick={() => onChange([...headers, added])}>
            <Plus aria-hidden /> Add a header
          </Button>
        </div>
      )}
    </>
  );
}

function TypeSelect({ header: { name, value }, onChange }: { header: Header; onChange: (value: Header["value"]) => void }) {
  const types = [...new Set([value.type, ...written])];
  return (
    <Select
      aria-label={`Type of ${name}`}
      value={value.type}
      onChange={({ target }) => {
        const type = types.find((one) => one === target.value) ?? value.type;
        onChange({ type, wire: type, text: type === "void" ? null : (value.text ?? "") });
      }}
    >
      {types.map((type) => (
        <option key={type} value={type}>
          {type === value.type ? value.wire : type}
        </option>
      ))}
    </Select>
  );
}

function leftWords(n: number, fixed: boolean): string {
  const what = fixed ? (n === 1 ? "property is" : "properties are") : n === 1 ? "header is" : "headers are";
  return `${n} ${what} left out of a replay, and so not edited.`;
}
