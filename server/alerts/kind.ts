import type { z } from "zod";
import type { Facts, GroupFact, QueueFact } from "./facts.ts";
import type { Per, RuleSpec, Severity } from "./rule.ts";

/**
 * over: the condition holds. between: it has stopped holding, and not by enough to be over (hysteresis): an alert that fires goes on, none begins.
 * unknown: what it rests on is not known now; nothing begins and nothing ends. gone: what it is of is there no more, so that its alert ends at once, and
 * says so. A subject without a reading is under.
 */
export type Level = "over" | "between" | "unknown" | "gone";

/** Facts of a reading that words are made of: numbers, names and times (ISO 8601). Never payload, keys or texts of errors. */
export type ReadingFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Of facts: all places where it holds, one a line. Of an alert: those that people were told; one more is told. */
export const toldPlaces = "toldPlaces";

export interface Reading {
  /** What it is of, the same for as long as it exists: "queue:12", "group:7", "source:shop", "replay:3", "all". */
  readonly key: string;
  readonly level: Level;
  /** What grows when it gets worse; null: the kind knows no worse. */
  readonly value: number | null;
  readonly facts: ReadingFacts;
  /** Where it differs from the rule's. */
  readonly severity?: Severity;
}

/** What one reading is of, with what the rule looks at of it. */
export interface Subject {
  readonly key: string;
  /** Its name in a sentence: a queue, the title of a group, a source; "everything watched". */
  readonly name: string;
  readonly queues: readonly QueueFact[];
  /** With the dead of the event types that the rule asks for. Muted ones are left out. */
  readonly groups: readonly GroupFact[];
  /** Since when a queue of it is not read; null: all are. What was counted is then "at least". */
  readonly blindSince: Date | null;
}

/** What a rule is judged with, of this moment. */
export interface Looking {
  readonly params: RuleSpec["params"];
  readonly facts: Facts;
  /** What the rule looks at, taken apart by its `per`. */
  readonly subjects: readonly Subject[];
  /** It counts only some of the groups, so that what waits in a broker unread is none of it. */
  readonly isNarrowed: boolean;
}

/** An alert without a reading. `told`: what its words were made of; `subject`: what the rule looks at of it, if anything. */
export interface Ending extends Pick<Looking, "params" | "facts"> {
  readonly told: ReadingFacts;
  readonly subject: Subject | undefined;
}

/** What an alert says. `facts` are those of the reading. */
export interface KindWords {
  /** "orders.dlq holds 1,204 dead letters": a clause without its full stop. */
  title(facts: ReadingFacts): string;
  /** What to do next, in a sentence or two; "" where there is nothing to say. */
  next(facts: ReadingFacts): string;
  /** How it ended, as a sentence: "orders.dlq holds fewer than 100 dead letters." */
  ended(facts: ReadingFacts): string;
}

/** The number that a rule fires from, for a chart of it and for previews at other numbers. */
export interface Scale {
  /** Of its value, in a sentence: "dead letters". */
  readonly unit: string;
  /** The name of the parameter that holds it. */
  param(params: RuleSpec["params"]): string;
  /** Parameters under which whatever there is gives a reading. */
  loose(params: RuleSpec["params"]): RuleSpec["params"];
  /** The value from which a reading fires; where it moves, that of this moment. */
  limit(params: RuleSpec["params"], reading: Pick<Reading, "facts">): number;
}

/** One kind of rule: a file of `server/alerts/kinds/`, and its line in `server/alerts/kinds.ts`. Pure. */
export interface RuleKind {
  /** Its `kind` in redrive.yaml. */
  readonly kind: string;
  /** "Many dead letters": what lists call it. */
  readonly label: string;
  /** What it does, in a sentence. */
  readonly description: string;
  /** Its own keys: numbers, each with a description and a default. */
  readonly shape: Readonly<Record<string, z.ZodType<number | null>>>;
  /** What an alert of it may stand for; the first where the rule does not say. */
  readonly pers: readonly [Per, ...Per[]];
  /** How far `where` can narrow it: to event types, to groups (verdicts, owners), or to queues alone. */
  readonly narrows: "eventTypes" | "groups" | "queues";
  readonly fallback: Pick<RuleSpec, "severity" | "forSeconds" | "keepSeconds">;
  /** Kinds whose firing alert about the same queues explains this one, so that it tells nobody. */
  readonly inhibitedBy: readonly string[];
  /** Windows of arrivals that it reads, in minutes. */
  windows(params: RuleSpec["params"]): readonly number[];
  /** "at least 100 dead letters": the condition of a rule, for a sentence about it. */
  condition(params: RuleSpec["params"]): string;
  judge(looking: Looking): Iterable<Reading>;
  /** Asked of an alert that has no reading: why it ends, in facts for its words, where it is not that all is well again. null, or left out: it is. */
  ending?(of: Ending): ReadingFacts | null;
  readonly words: KindWords;
  /** Left out: it fires from no number, or from one whose past nobody knows. */
  readonly scale?: Scale;
  /** Why nobody knows when it held before, as a sentence; left out: `server/alerts/read-history.ts` knows. */
  readonly noPast?: string;
}

type Declared<Params> = Omit<RuleKind, "kind" | "shape" | "windows" | "condition" | "judge" | "ending"> & {
  ending?(of: Omit<Ending, "params"> & { readonly params: Params }): ReadingFacts | null;
  windows?(params: Params): readonly number[];
  condition(params: Params): string;
  judge(looking: Omit<Looking, "params"> & { readonly params: Params }): Iterable<Reading>;
};

/** Declares a kind, whose functions get the parameters that its shape lets through. */
export function ruleKind<const Name extends string, Shape extends Record<string, z.ZodType<number | null>>>(
  declared: Declared<z.output<z.ZodObject<Shape>>> & { readonly kind: Name; readonly shape: Shape },
): RuleKind & { readonly kind: Name; readonly shape: Shape } {
  // `params` of a rule are what the shape of its kind let through.
  return { windows: () => [], ...declared } as unknown as RuleKind & { readonly kind: Name; readonly shape: Shape };
}
