import { JsonLine } from "@/components/json-line";
import { numberText } from "@/server/text/numbers";

const most = 5_000;

/** Lines of code with their numbers; JSON keys, strings and numbers are told apart. Always text nodes. */
export function Code({ lines, json }: { lines: readonly string[]; json: boolean }) {
  return (
    <div
      className="overflow-x-auto rounded-2 bg-sunken py-2 font-mono text-[12px] leading-5"
      tabIndex={0}
      role="region"
      aria-label="Payload"
    >
      {lines.slice(0, most).map((line, index) => (
        <div key={index} className="flex">
          <span aria-hidden className="w-10 flex-none select-none pr-3 text-right text-ink-3">
            {index + 1}
          </span>
          <code className="whitespace-pre pr-3">{json ? <JsonLine text={line} /> : line}</code>
        </div>
      ))}
      {lines.length > most && (
        <p className="px-3 pt-2 font-sans text-ink-3">{numberText(lines.length - most)} more lines are in the download.</p>
      )}
    </div>
  );
}
