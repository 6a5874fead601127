import { EditorView } from "@codemirror/view";

/** The console's tokens, so that light and dark need no second theme. */
export const editorTheme = EditorView.theme({
  "&": { fontSize: "12.5px", backgroundColor: "var(--sunken)", color: "var(--ink)" },
  ".cm-content": { fontFamily: "var(--mono)", lineHeight: "22px", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-3)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--selected)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-soft) !important" },
  ".cm-changedLine, .cm-insertedLine": { backgroundColor: "var(--ok-soft) !important" },
  ".cm-deletedChunk, .cm-deletedLine": { backgroundColor: "var(--bad-soft) !important" },
});
