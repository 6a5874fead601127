"use client";

import Link from "next/link";
import { BreakerState } from "./breaker-state";
import { useBreakers } from "./use-breakers";

/** The downstream that an error is about, with the state of its breaker where redrive.yaml knows it. null: none is named. */
export function Downstream({ name }: { name: string | null }) {
  const { breakers } = useBreakers("1h");
  if (name === null) return <span className="text-ink-3">none named</span>;
  const breaker = breakers.find((one) => one.name === name);
  if (!breaker) return <>{name}</>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      {name}
      <Link href="/breakers" className="hover:underline" title="Breakers">
        <BreakerState state={breaker.state} />
      </Link>
    </span>
  );
}
