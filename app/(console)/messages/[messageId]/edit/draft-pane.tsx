"use client";

import { useState } from "react";
import { Segmented } from "@/components/ui/segmented";
import type { Payload } from "../message";
import { BodyPart } from "./body-part";
import { Checks } from "./checks";
import { HeaderEditor } from "./header-editor";
import type { useDraft } from "./use-draft";

interface Props {
  payload: Payload;
  editing: ReturnType<typeof useDraft>;
}

/** Where the body or the headers are written, with what can be said of them before they are saved. */
export function DraftPane({ payload, editing: { base, draft, setDraft, before, checks, switchMode } }: Props) {
  const [part, setPart] = useState<"body" | "headers">(base.text === null ? "headers" : "body");
  const [cursor, setCursor] = useState({ line: 1, column: 1 });
  return (
    <section
      aria-label="Edit"
      className="flex min-w-0 flex-col border-line wide:sticky wide:top-12 wide:h-[calc(100dvh-143px)] wide:self-start"
    >
      <div className="flex h-11 items-center gap-3 border-line border-b px-pad">
        <Segmented
          label="Part"
          value={part}
          onChange={setPart}
          options={[
            { value: "body", label: "Body" },
            { value: "headers", label: `Headers ${draft.headers.length + draft.properties.length}` },
          ]}
        />
        {part === "body" && base.layout && (
          <Segmented
            label="Edit as"
            value={draft.mode}
            onChange={switchMode}
            options={[
              { value: "json", label: "JSON" },
              { value: "text", label: "Raw text" },
            ]}
          />
        )}
        {part === "body" && draft.text !== null && (
          <span className="ml-auto flex gap-4 text-12 text-ink-3">
            <span>{draft.mode === "json" ? "numbers kept exactly" : "as it is stored"}</span>
            <span>
              Ln {cursor.line}, Col {cursor.column}
            </span>
          </span>
        )}
      </div>
      {part === "body" ? (
        <BodyPart payload={payload} draft={draft} before={before} onText={(text) => setDraft({ ...draft, text })} onCursor={setCursor} />
      ) : (
        <div className="flex-1 overflow-y-auto">
          <HeaderEditor headers={draft.headers} onChange={(headers) => setDraft({ ...draft, headers })} />
          {draft.properties.length > 0 && (
            <>
              <h2 className="px-pad pt-3 pb-2 text-14 font-600">Properties</h2>
              <HeaderEditor fixed headers={draft.properties} onChange={(properties) => setDraft({ ...draft, properties })} />
            </>
          )}
        </div>
      )}
      <Checks checks={checks} />
    </section>
  );
}
