"use client";

import { Plus, Trash2 } from "lucide-react";
import { HeaderValue } from "@/components/header-value";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { View } from "../view";

type Header = View["headers"][number];
const nested = ["table", "array", "void"];

/** Each header keeps its wire type; a value that its type cannot hold is refused on saving, by name. */
export function HeaderEditor({ headers, onChange }: { headers: readonly Header[]; onChange: (headers: Header[]) => void }) {
  const replace = (index: number, change: Partial<Header>) =>
    onChange(headers.map((header, other) => (other === index ? { ...header, ...change } : header)));
  return (
    <div className="border-line border-t">
      <ul>
        {headers.map((header, index) => (
          <li
            key={index}
            className="grid items-center gap-2 border-line border-b px-pad py-2 desk:grid-cols-[minmax(120px,1fr)_76px_minmax(0,1.6fr)_28px]"
          >
            <Field
              aria-label={`Name of header ${index + 1}`}
              className="font-mono"
              value={header.name}
              onChange={(event) => replace(index, { name: event.target.value, nameBytes: undefined })}
            />
            <span className="text-12 text-ink-3">{header.value.wire}</span>
            {nested.includes(header.value.type) ? (
              <HeaderValue value={header.value} />
            ) : (
              <Field
                aria-label={`Value of ${header.name}`}
                className="font-mono"
                value={header.value.text ?? ""}
                onChange={(event) => replace(index, { value: { ...header.value, text: event.target.value } })}
              />
            )}
            <Button
              kind="quiet"
              icon
              aria-label={`Remove ${header.name}`}
              onClick={() => onChange(headers.filter((_, other) => other !== index))}
            >
              <Trash2 aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      <div className="px-pad py-2">
        <Button
          onClick={() =>
            onChange([...headers, { name: "", value: { type: "string", wire: "string", text: "" }, convention: null, stripped: null }])
          }
        >
          <Plus aria-hidden /> Add a text header
        </Button>
      </div>
    </div>
  );
}
