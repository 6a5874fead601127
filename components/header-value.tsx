import type { HeaderValue as Value } from "@/server/sources/port";
import { markHidden, markLine } from "@/server/text/marked";

const long = 400;

/** A typed value as text; tables and arrays unfold. */
export function HeaderValue({ value }: { value: Value }) {
  if (value.fields || value.items) {
    const n = (value.fields ?? value.items ?? []).length;
    return (
      <details>
        <summary className="text-ink-2">
          {n} {value.fields ? (n === 1 ? "field" : "fields") : n === 1 ? "item" : "items"}
        </summary>
        <ul className="mt-1 grid gap-1 border-line border-l pl-3">
          {value.fields?.map((field, index) => (
            <li key={index} className="flex flex-wrap gap-x-2">
              <span className="font-mono text-ink-3">{markLine(field.name)}</span>
              <HeaderValue value={field.value} />
            </li>
          ))}
          {value.items?.map((item, index) => (
            <li key={index}>
              <HeaderValue value={item} />
            </li>
          ))}
        </ul>
      </details>
    );
  }
  if (value.text === null) return <span className="text-ink-3">null</span>;
  if (value.text === "") return <span className="text-ink-3">empty</span>;
  const text = marked(value.text);
  if (text.length > long || text.includes("\n")) {
    return (
      <details>
        <summary className="truncate font-mono">{text.slice(0, 120)}</summary>
        <pre className="mt-1 max-h-80 overflow-auto whitespace-pre-wrap rounded-2 bg-sunken p-2 font-mono text-[12px] [overflow-wrap:anywhere]">
          {text}
        </pre>
      </details>
    );
  }
  return (
    <span className="font-mono [overflow-wrap:anywhere]">
      {text}
      {value.type === "bytes" && <span className="font-sans text-ink-3"> base64</span>}
    </span>
  );
}

/** Of several lines, such as a trace, tabs and newlines are seen. */
function marked(text: string): string {
  return text.includes("\n") ? markHidden(text) : markLine(text);
}
