import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The console's tokens, so that light and dark need no second theme. */
export const editorTheme = [
  EditorView.theme({
    "&": { fontSize: "12.5px", backgroundColor: "var(--sunken)", color: "var(--ink)", height: "100%" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "22px" },
    ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
    ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-3)", border: "none" },
    ".cm-lineNumbers .cm-gutterElement": { padding: "0 8px 0 12px", minWidth: "36px" },
    ".cm-changes": { width: "3px" },
    ".cm-changes .cm-changed": { backgroundColor: "var(--ok-mark)", height: "100%" },
    ".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--selected) 70%, transparent)" },
    ".cm-activeLineGutter": { backgroundColor: "var(--selected)", color: "var(--ink)" },
    "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--line-strong) !important" },
    ".cm-lintRange-error": { backgroundImage: "none", borderBottom: "2px dotted var(--bad-mark)" },
    ".cm-tooltip": { backgroundColor: "var(--raised)", border: "none", borderRadius: "var(--r-2)", boxShadow: "var(--shadow-pop)" },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: "var(--ink-2)" },
      { tag: tags.string, color: "var(--accent-ink)" },
      { tag: [tags.number, tags.bool, tags.null], color: "var(--ink)", fontWeight: "600" },
    ]),
  ),
];
