import type { inferRouterOutputs } from "@trpc/server";
import { HeaderValue } from "@/components/header-value";
import { bytesText } from "@/components/ui/numbers";
import { Note } from "@/components/ui/states";
import type { AppRouter } from "@/server/trpc/router";
import { numberText } from "@/server/text/numbers";
import type { Message } from "../message";
import { Audience } from "./audience";
import { compareHeaders, type HeaderRow } from "./compare-headers";
import { markLine } from "@/server/text/marked";

type Preview = inferRouterOutputs<AppRouter>["replays"]["preview"];

/** The numbers of a replay that is not planned yet. */
const later: Readonly<Record<string, string>> = { "x-redrive-replay": "set when planned", "x-redrive-attempt": "set when sent" };
const fates = {
  kept: { words: "kept", look: "text-ink-3" },
  changed: { words: "changed", look: "text-ok" },
  added: { words: "+ added", look: "text-ok" },
  removed: { words: "− removed", look: "text-bad" },
} as const;

/** Exactly what a replay would put on the wire, made by the code that sends it. */
export function Outgoing({
  message,
  preview,
  error,
  body,
  unsavable,
}: {
  message: Message;
  preview: Preview | undefined;
  error: string | null;
  body: string | null;
  /** The text cannot be saved as it stands, so it will not be sent. */
  unsavable: boolean;
}) {
  const rows = preview
    ? compareHeaders([...message.headers, ...message.properties], [...preview.head.headers, ...preview.head.properties])
    : [];
  return (
    <section className="border-line border-t pb-4">
      <div className="flex h-12 items-center gap-2 px-pad">
        <h2 className="text-14 font-600">Outgoing</h2>
        <span className="text-12 text-ink-3">{unsavable ? "nothing: the text cannot be saved as it is" : "exactly what will be sent"}</span>
        {preview && !unsavable && (
          <span className="ml-auto text-12 text-ink-3">
            <b className="font-600 text-ink">{bytesText(preview.size)}</b>
            {preview.size !== message.size && ` was ${bytesText(message.size)}`}
          </span>
        )}
      </div>
      {error && (
        <Note tone="bad" className="mx-pad mb-3">
          {error}
        </Note>
      )}
      {preview && <Audience id={message.id} target={preview.target} impossible={preview.impossible} />}
      {preview?.unwraps && <Note className="mx-pad my-3">{preview.unwraps}</Note>}
      {rows.length > 0 && (
        <table className="mt-3 w-full table-fixed border-line border-b">
          <thead className="text-left text-11 text-ink-3">
            <tr>
              <th className="w-[36%] py-1 pl-pad font-500">Header</th>
              <th className="py-1 pl-3 font-500">Value</th>
              <th className="w-36 py-1 pr-pad text-right font-500">Against the original</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <Row key={index} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {body !== null && body !== "" && (
        <div className="px-pad pt-3">
          <h3 className="mb-1 text-11 text-ink-3">Body</h3>
          <p className="font-mono text-[12px] text-ink-2 leading-5 [overflow-wrap:anywhere]">
            {body.slice(0, 240)}
            {body.length > 240 && <span className="font-sans text-ink-3"> … {numberText(body.length - 240)} more characters</span>}
          </p>
        </div>
      )}
    </section>
  );
}

function Row({ row: { header, fate, was } }: { row: HeaderRow }) {
  const { words, look } = fates[fate];
  const gone = fate === "removed";
  return (
    <tr className="border-line border-t align-top">
      <td className={`py-1 pl-pad font-mono [overflow-wrap:anywhere] ${gone ? "text-ink-3" : ""}`}>{markLine(header.name) || '""'}</td>
      <td className={`py-1 pl-3 ${gone ? "text-ink-3 line-through" : ""}`}>
        {fate === "added" && later[header.name] ? (
          <span className="text-ink-3">{later[header.name]}</span>
        ) : (
          <HeaderValue value={header.value} />
        )}
      </td>
      <td className={`py-1 pr-pad text-right text-12 ${look}`}>
        {words}
        {was?.text && was.text.length < 40 && ` from ${was.text}`}
      </td>
    </tr>
  );
}
