import type { Ctx } from "../context.ts";

/** A gauge over what the database holds now. */
export interface Gauge {
  readonly name: string;
  /** For whoever reads it in Prometheus. */
  readonly help: string;
  readonly labels: readonly string[];
}

/** null: not known, so the series is left out. It is never 0 then. */
export interface Sample {
  readonly of: Gauge;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | null;
}

/** Gauges that one statement reads. A further family is a further file, and its line in `families.ts`. */
export interface Family {
  readonly name: string;
  readonly gauges: readonly Gauge[];
  read(ctx: Pick<Ctx, "sql" | "clock">): Promise<readonly Sample[]>;
}
