import { CopyButton } from "@/components/copy-button";
import { Band } from "@/components/band";

/** The effective configuration, numbered; keys stand out, secrets never come here. */
export function ConfigText({ text, file }: { text: string; file: string | null }) {
  return (
    <Band
      title="Effective configuration"
      note={`${file ?? "no file, defaults"}; secrets are masked and never leave the server`}
      end={<CopyButton text={text} label="Copy" />}
    >
      <pre
        tabIndex={0}
        aria-label="Effective configuration"
        className="overflow-x-auto border-line border-t bg-sunken py-3 font-mono text-12 leading-[19px]"
      >
        {text
          .trimEnd()
          .split("\n")
          .map((line, index) => (
            <Line key={index} line={line} number={index + 1} />
          ))}
      </pre>
    </Band>
  );
}

function Line({ line, number }: { line: string; number: number }) {
  const [, indent = "", key, rest = line] = /^(\s*(?:- )?)([\w.-]+)(:.*)$/.exec(line) ?? [];
  return (
    <span className="flex">
      <span aria-hidden className="w-10 flex-none select-none pr-3 text-right text-ink-3">
        {number}
      </span>
      <code className="whitespace-pre pr-pad text-ink-2">
        {indent}
        {key && <span className="text-accent-ink">{key}</span>}
        {rest}
        {"\n"}
      </code>
    </span>
  );
}
