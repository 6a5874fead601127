import type { ReactNode } from "react";

export function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-4 gap-y-2 border-line border-b py-4 last:border-b-0 desk:grid-cols-[72px_minmax(0,1fr)]">
      <h2 className="text-14 font-600">{title}</h2>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
