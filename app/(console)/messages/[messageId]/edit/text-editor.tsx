"use client";

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { type Diagnostic, linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useNonce } from "@/components/nonce";
import { barChanges } from "./changed-lines";
import { editorTheme } from "./editor-theme";
import { findJsonProblem } from "./json-problem";

interface Props {
  /** Read once; another text needs another `key`. */
  value: string;
  /** What lines are compared with. */
  before: string;
  json: boolean;
  onChange: (text: string) => void;
  onCursor: (at: { line: number; column: number }) => void;
}

/** The text itself is edited; JSON gets brackets, colours and a linter. Tab leaves the editor, as everywhere on the page. */
export function TextEditor({ value, before, json: isJson, onChange, onCursor }: Props) {
  const nonce = useNonce();
  const place = useRef<HTMLDivElement>(null);
  const start = useRef(value);
  const report = useRef({ onChange, onCursor });
  useEffect(() => {
    report.current = { onChange, onCursor };
  }, [onChange, onCursor]);
  useEffect(() => {
    if (!place.current) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: start.current,
        extensions: [
          EditorView.cspNonce.of(nonce ?? ""),
          barChanges(before),
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          bracketMatching(),
          indentUnit.of("  "),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({ "aria-label": "Body" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) report.current.onChange(update.state.doc.toString());
            if (update.docChanged || update.selectionSet) report.current.onCursor(cursorOf(update.state));
          }),
          editorTheme,
          isJson ? [json(), linter(markProblem)] : EditorView.lineWrapping,
        ],
      }),
    });
    return () => view.destroy();
  }, [nonce, isJson, before]);
  return <div ref={place} className="min-h-60 min-w-0 flex-1 overflow-auto bg-sunken" />;
}

/** Where the text stops being JSON, which the browser's own error does not always say. */
function markProblem({ state: { doc } }: EditorView): Diagnostic[] {
  const problem = findJsonProblem(doc.toString());
  if (problem === null) return [];
  const at = problem.at ?? 0;
  return [{ from: at, to: at, severity: "error", message: problem.what }];
}

function cursorOf({ doc, selection }: EditorState): { line: number; column: number } {
  const line = doc.lineAt(selection.main.head);
  return { line: line.number, column: selection.main.head - line.from + 1 };
}
