import { Check, Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import type { Message } from "./message";

/** x-redrive-replay, -attempt, -count, -lineage. */
const marks = 4;

/** What a replay does with the headers, and what was read out of them. */
export function HeadersFacts({ message }: { message: Message }) {
  const all = [...message.headers, ...message.properties];
  const kept = all.filter(({ stripped }) => stripped === null).length;
  const { diagnosis, address } = message;
  const told = diagnosis?.conventions.filter(({ headers }) => headers.length > 0) ?? [];
  return (
    <aside className="border-line px-pad pt-4 pb-6 max-wide:border-t wide:border-l wide:pt-5 wide:pl-5">
      <h2 className="mb-3 text-14 font-600">On replay</h2>
      <ul className="grid gap-1.5">
        <Line icon={<Check className="text-ok" aria-hidden />} label="Kept, byte for byte" n={kept} />
        <Line icon={<Minus className="text-bad" aria-hidden />} label="Removed" n={all.length - kept} />
        <Line icon={<Plus className="text-ok" aria-hidden />} label="Added" n={marks} />
        <li className="mt-1 flex border-line border-t pt-2">
          Sent with <b className="ml-auto font-600">{kept + marks}</b>
        </li>
      </ul>
      <p className="mt-1 text-12 text-ink-3">
        Failure headers go, so that a consumer that counts them does not give up at once. Ours say which replay it was.
      </p>
      {told.length > 0 && (
        <>
          <h2 className="mt-4 mb-3 border-line border-t pt-4 text-14 font-600">What they told us</h2>
          <dl className="grid grid-cols-[120px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
            {told.map(({ name, headers }) => (
              <div key={name} className="contents">
                <dt className="text-ink-3">{name}</dt>
                <dd className="[overflow-wrap:anywhere]">{headers.length === 1 ? headers[0] : `${headers.length} headers`}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {Object.keys(address).length > 0 && (
        <>
          <h2 className="mt-4 mb-3 border-line border-t pt-4 text-14 font-600">Where it lay</h2>
          <dl className="grid grid-cols-[120px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
            {Object.entries(address).map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-ink-3">{name}</dt>
                <dd className="font-mono [overflow-wrap:anywhere]">{value || '""'}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </aside>
  );
}

function Line({ icon, label, n }: { icon: ReactNode; label: string; n: number }) {
  return (
    <li className="flex items-center gap-2 [&_svg]:size-3.5">
      {icon} {label} <b className="ml-auto font-600">{n}</b>
    </li>
  );
}
