import type { inferRouterOutputs } from "@trpc/server";
import { HeaderValue } from "@/components/header-value";
import { bytesText } from "@/components/ui/numbers";
import { Note } from "@/components/ui/states";
import type { AppRouter } from "@/server/trpc/router";

type Preview = inferRouterOutputs<AppRouter>["replays"]["preview"];

/** Exactly what a replay would put on the wire, made by the code that sends it. */
export function Outgoing({ preview, error }: { preview: Preview | undefined; error: string | null }) {
  return (
    <section className="border-line border-t">
      <h2 className="flex h-11 items-center gap-2 px-pad text-14 font-600">
        Outgoing{" "}
        {preview && (
          <span className="text-12 font-400 text-ink-3">
            to {preview.target}, body {bytesText(preview.size)}
          </span>
        )}
      </h2>
      {error && (
        <Note tone="bad" className="mx-pad mb-3">
          {error}
        </Note>
      )}
      {preview?.impossible && (
        <Note tone="warn" className="mx-pad mb-3">
          {preview.impossible}
        </Note>
      )}
      {preview?.unwraps && <Note className="mx-pad mb-3">{preview.unwraps}</Note>}
      <ul>
        {[...(preview?.head.headers ?? []), ...(preview?.head.properties ?? [])].map((header, index) => (
          <li key={index} className="grid grid-cols-[minmax(0,1fr)_72px_minmax(0,1.4fr)] gap-3 border-line border-b px-pad py-1.5 text-12">
            <span className={`truncate font-mono ${header.name.startsWith("x-redrive-") ? "text-accent-ink" : ""}`}>{header.name}</span>
            <span className="text-ink-3">{header.value.wire}</span>
            <span className="min-w-0">
              <HeaderValue value={header.value} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
