import { Note } from "@/components/ui/states";
import { Tag } from "@/components/ui/tag";
import { HeaderValue } from "@/components/header-value";
import type { View } from "./view";

/** Every header with its type: what a replay keeps, and what it leaves out and why. Order and duplicates are as on the wire. */
export function HeadersTab({ message }: { message: View }) {
  const all = [
    ...message.headers.map((header) => ({ ...header, of: "header" })),
    ...message.properties.map((header) => ({ ...header, of: "property" })),
  ];
  const kept = all.filter(({ stripped }) => stripped === null);
  const removed = all.filter(({ stripped }) => stripped !== null);
  const address = Object.entries(message.address);
  return (
    <>
      {message.problem && <Note className="mt-4">{message.problem}</Note>}
      <HeaderTable title="Sent again" note="as they are, byte for byte" rows={kept} />
      <HeaderTable title="Left out on a replay" note="they belong to the failure or the broker" rows={removed} />
      {address.length > 0 && (
        <section className="mt-4 border-line border-t pt-4">
          <h2 className="mb-2 text-14 font-600">Where it lay</h2>
          <dl className="grid grid-cols-[140px_minmax(0,1fr)] gap-x-3 gap-y-1">
            {address.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-ink-3">{name}</dt>
                <dd className="font-mono [overflow-wrap:anywhere]">{value || '""'}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

function HeaderTable({ title, note, rows }: { title: string; note: string; rows: readonly (View["headers"][number] & { of: string })[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="pt-4 [&+section]:mt-4 [&+section]:border-line [&+section]:border-t">
      <div className="mb-1 flex items-baseline gap-2">
        <h2 className="text-14 font-600">{title}</h2>
        <span className="text-12 text-ink-3">
          {rows.length}, {note}
        </span>
      </div>
      <ul>
        {rows.map((row, index) => (
          <li
            key={index}
            className="grid gap-x-3 gap-y-0.5 border-line border-b py-2 desk:grid-cols-[minmax(140px,1fr)_88px_minmax(0,2fr)_minmax(110px,0.8fr)]"
          >
            <span className="font-550 font-mono [overflow-wrap:anywhere]">
              {row.name || '""'}
              {row.nameBytes && <span className="font-400 text-ink-3"> (not UTF-8)</span>}
            </span>
            <span className="text-12 text-ink-3">{row.value.wire}</span>
            <div className="min-w-0">
              <HeaderValue value={row.value} />
            </div>
            <span className="flex flex-wrap items-start gap-1 text-12 text-ink-3">
              {row.of === "property" && <Tag>property</Tag>}
              {row.convention && <Tag>{row.convention}</Tag>}
              {row.stripped && <span className="basis-full">{row.stripped}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
