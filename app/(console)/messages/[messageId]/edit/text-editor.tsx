"use client";

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useNonce } from "@/components/nonce";
import { editorTheme } from "./editor-theme";

/** The text itself is edited; JSON gets brackets, colours and a linter. Tab leaves the editor, as everywhere on the page. */
export function TextEditor({ value, onChange, json: isJson }: { value: string; onChange: (text: string) => void; json: boolean }) {
  const nonce = useNonce();
  const place = useRef<HTMLDivElement>(null);
  const start = useRef(value);
  const report = useRef(onChange);
  useEffect(() => {
    report.current = onChange;
  }, [onChange]);
  useEffect(() => {
    if (!place.current) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: start.current,
        extensions: [
          EditorView.cspNonce.of(nonce ?? ""),
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "Body" }),
          EditorView.updateListener.of((update) => update.docChanged && report.current(update.state.doc.toString())),
          editorTheme,
          ...(isJson ? [json(), linter(jsonParseLinter())] : []),
        ],
      }),
    });
    return () => view.destroy();
  }, [nonce, isJson]);
  return <div ref={place} className="min-h-60 border-line border-y bg-sunken" />;
}
