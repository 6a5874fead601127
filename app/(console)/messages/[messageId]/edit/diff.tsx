"use client";

import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useNonce } from "@/components/nonce";
import { editorTheme } from "./editor-theme";

/** What changes, line by line. */
export function Diff({ before, after }: { before: string; after: string }) {
  const nonce = useNonce();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          EditorView.cspNonce.of(nonce ?? ""),
          EditorView.editable.of(false),
          EditorState.readOnly.of(true),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "Changes of the body", tabindex: "0" }),
          lineNumbers(),
          editorTheme,
          unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 2, minSize: 4 } }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, nonce]);
  return <div ref={place} className="max-h-96 overflow-y-auto border-line border-y" />;
}
