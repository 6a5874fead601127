import type { ApplicationSpec } from "../applications/application.ts";
import type { Processed } from "../applications/processed/processed.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import type { Candidate, Scope } from "./candidate.ts";
import type { Json } from "../messages/reason.ts";
import type { Finding } from "./verdict.ts";
import { numberText } from "../text/numbers.ts";

/** What an application's database says of one message. */
export interface Told {
  readonly application: ApplicationSpec;
  readonly says: Processed;
}

/** What a check reads with. At the start `sql` is the transaction that makes the items. */
export interface Asking extends Pick<Ctx, "brokers" | "applications" | "config" | "clock"> {
  readonly sql: Ctx["sql"] | Transaction;
  /** Of a replay that is planned or made: codes of checks that its messages pass, because a person said so. What is an item already goes by the policy of its replay. */
  readonly despite?: readonly string[];
  /** Where messages are locked: what applications said of them before (`askProcessed`). Nobody is asked then. */
  readonly told?: ReadonlyMap<number, readonly Told[]>;
}

/** When a check is asked: for a plan, when items are made of messages, and before each send. */
export type Moment = "plan" | "start" | "send";

/**
 * A rule about what may be sent. Its file imports nothing that a browser cannot load, since pages show the words of its reasons. What may hold a
 * message, or not know, is asked before each send too: a held item is judged again there when its time has come.
 */
export interface Check<Facts = unknown, Data = Json> {
  readonly code: string;
  readonly when: readonly Moment[];
  /** "class": it goes by what many messages share, so a plan counts exactly. "message": a plan judges a sample of single messages. */
  readonly per: "class" | "message";
  /** Left out: it always applies. */
  applies?(scope: Scope): boolean;
  /** All that is needed to judge all of these, by one query; null: it cannot be known, and each is `unknown`. Rejects only with Redrive's own database. */
  read?(ctx: Asking, candidates: readonly Candidate[]): Promise<Facts | null>;
  /** null: nothing to say. Pure. */
  judge(facts: Facts, candidate: Candidate, now: Date): Finding<Data> | null;
  readonly words: {
    /** Its line in a plan; null: it has none. */
    line(found: Found<Facts, Data>): Line | null;
    /** Why one item is not sent. null: the facts could not be read. */
    reason(data: Data | null): string;
  };
}

/** What a check says of all that is chosen, or of the sample. */
export interface Found<Facts = unknown, Data = Json> {
  readonly facts: Facts | null;
  /** Messages that it speaks of. */
  readonly n: number;
  /** Messages of which it does not know. */
  readonly unknown: number;
  /** Single messages that were judged; null: all were, by class. */
  readonly sampled: number | null;
  readonly judged: readonly { readonly candidate: Candidate; readonly finding: Finding<Data> | null }[];
  readonly chosen: Chosen;
}

/** What is known of a whole selection. */
export interface Chosen extends Scope {
  /** Different event keys among what comes from a log, and whether there may be more. */
  readonly logKeys: { readonly n: number; readonly capped: boolean };
}

/** What a plan shows of a check. */
export interface Line {
  readonly label: string;
  /** null: unknown. */
  readonly n: number | null;
  readonly text: string;
  /** Sentences beneath it, a few. */
  readonly details?: readonly string[];
  /** What holds some of them, in a clause, for the head of the plan. Left out: the first of the details says it. */
  readonly holds?: string;
  /** How bad it is where there is any. */
  readonly tone?: "warn" | "bad";
  /** The page where it can be mended, said after the text. */
  readonly mend?: { readonly text: string; readonly href: string };
}

/** A line of a count and a sentence. `none` null: no line where there is none. */
export function sentences(words: Omit<Line, "n" | "text"> & { readonly some: string; readonly none?: string | null }) {
  const { some, none = "none", ...line } = words;
  return ({ n, unknown, sampled }: Pick<Found, "n" | "unknown" | "sampled">): Line | null => {
    const of = sampled === null ? "" : ` of ${numberText(sampled)} sampled`;
    const unsaid = unknown === 0 ? "" : `not known for ${numberText(unknown)}${of}`;
    if (n > 0) return { ...line, n, text: [of === "" ? some : `${of.trim()}, ${some}`, unsaid].filter(Boolean).join("; ") };
    if (unsaid) return { ...line, n: null, text: unsaid };
    return none === null ? null : { ...line, n: 0, text: `${none}${of}` };
  };
}
