import type { ReactNode } from "react";

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|true|false|null)|([^"\d-]+|.)/g;

/** A longer line is one text: thousands of marks in a line stop a browser. */
const longest = 10_000;

/** One line of JSON: keys, strings and numbers told apart, always as text nodes. */
export function JsonLine({ text }: { text: string }): ReactNode {
  if (text.length > longest) return text;
  return [...text.matchAll(token)].map(([whole, string, colon, literal], index) => {
    const look = string ? (colon ? "text-ink-2" : "text-accent-ink") : literal ? "font-600 text-ink" : null;
    return look ? (
      <span key={index} className={look}>
        {whole}
      </span>
    ) : (
      whole
    );
  });
}
