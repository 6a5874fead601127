import { expect, test } from "vitest";
import { judgeForAll } from "./judge-for-all.ts";
import type { Entry, KeyFacts, Standing } from "./judge-sequence.ts";

/** A generator of whole numbers below `below`, the same for the same seed. */
function seeded(seed: number): (below: number) => number {
  let state = seed + 0x9e3779b9;
  return (below) => {
    state = Math.imul(state ^ (state >>> 16), 0x45d9f3b) + 0x1234567;
    state = (state ^ (state >>> 13)) >>> 0;
    return state % below;
  };
}

interface Item {
  readonly id: number;
  readonly number: bigint;
  /** gone: it came back as another message. */
  standing: Standing | "gone";
  /** A worker has judged it, and may yet write it to the broker. */
  judged: boolean;
}

interface Consumer {
  /** A table tells its last number. */
  readonly mapped: boolean;
  last: bigint;
}

/** Which consumers have a table of last numbers. */
type Tables = "all" | "none" | "some";

/**
 * One key: each of its consumers gets what is sent, and takes only the next number, as the shop's do; their brokers hand out whatever was sent, in any order. Workers
 * judge, stand still, are killed between judging and sending, or after sending before the outcome is written; messages die again at one consumer and not at others.
 */
class Schedule {
  readonly broken: string[] = [];
  readonly #pick: (below: number) => number;
  readonly #begin: bigint;
  readonly #items: Item[];
  readonly #inFlight: { readonly item: Item; readonly to: Consumer }[] = [];
  readonly #consumers: readonly Consumer[];

  constructor(seed: number, tables: Tables) {
    this.#pick = seeded(seed);
    this.#begin = BigInt(this.#pick(3));
    const most = tables === "some" ? 2 + this.#pick(2) : 1 + this.#pick(3);
    this.#consumers = Array.from({ length: most }, (_, nth) => ({
      mapped: tables === "all" || (tables === "some" && nth > 0),
      // Some are ahead of others, and get again what they have passed.
      last: this.#begin + BigInt(nth === most - 1 ? 0 : this.#pick(4)),
    }));
    this.#items = Array.from({ length: 2 + this.#pick(5) }, (_, nth) => ({
      id: nth + 1,
      number: this.#begin + BigInt(nth) + 1n,
      standing: "moving",
      judged: false,
    }));
  }

  /** How far the consumer came that was the last of them. */
  run(steps: number): bigint {
    const acts = [this.#restart, this.#kill, this.#find, this.#judge, this.#judge, this.#send, this.#deliver, this.#deliver, this.#settle];
    for (let step = 0; step < steps; step++) {
      const item = this.#items[this.#pick(this.#items.length)];
      if (item) acts[this.#pick(acts.length)]?.call(this, item);
    }
    return (this.#consumers.at(-1)?.last ?? 0n) - this.#begin;
  }

  /** A person replays what died again. */
  #restart(item: Item): void {
    if (item.standing === "dead") item.standing = "moving";
  }

  /** Another worker takes over what a dead one had judged: it was not sent, or nobody knows. */
  #kill(item: Item): void {
    if (item.judged) Object.assign(item, { judged: false, standing: this.#pick(2) === 0 ? "moving" : "unknown" });
  }

  #isInFlight(item: Item): boolean {
    return this.#inFlight.some((one) => one.item === item);
  }

  /** The broker, or a person, says what became of it. */
  #find(item: Item): void {
    if (item.standing !== "unknown") return;
    const passed = this.#consumers.every(({ last }) => last >= item.number);
    item.standing = this.#isInFlight(item) ? "sent" : passed ? "passed" : "moving";
  }

  #judge(item: Item): void {
    if (item.standing !== "moving" || item.judged) return;
    const entries: readonly Entry[] = this.#items
      .filter(({ standing }) => standing !== "gone")
      .map((one) => ({ ...one, standing: one.standing as Standing }))
      .toSorted((a, b) => Number(a.number - b.number) || a.id - b.id);
    const facts = this.#consumers.map(
      ({ mapped, last }): KeyFacts => ({
        name: null,
        last: mapped ? { state: "known", last, at: null } : { state: "unmapped" },
        holes: false,
        entries: entries.filter(({ number }) => !mapped || number > last),
        readTo: null,
        isWide: false,
      }),
    );
    item.judged = judgeForAll(facts, { ...item, producedAt: null }).is === "next";
  }

  #send(item: Item): void {
    if (!item.judged || item.standing !== "moving") return;
    Object.assign(item, { judged: false, standing: this.#pick(6) === 0 ? "unknown" : "sent" });
    this.#inFlight.push(...this.#consumers.map((to) => ({ item, to })));
  }

  #deliver(): void {
    if (this.#inFlight.length === 0) return;
    const [copy] = this.#inFlight.splice(this.#pick(this.#inFlight.length), 1);
    if (!copy || copy.item.number <= copy.to.last) return;
    const { item, to } = copy;
    if (item.number > to.last + 1n) {
      // Beside others that have a table, one that has none decides nothing, and nothing keeps its order.
      const isKept = to.mapped || !this.#consumers.some(({ mapped }) => mapped);
      if (isKept) this.broken.push(`${item.number} arrived when ${to.last} was the last`);
    } else if (this.#pick(4) === 0) {
      // It dies again: the same event comes back as another message.
      item.standing = "gone";
      this.#items.push({ id: this.#items.length + 1, number: item.number, standing: "dead", judged: false });
    } else to.last = item.number;
  }

  /** It was watched for long enough, and did not come back. */
  #settle(item: Item): void {
    if (item.standing === "sent" && !this.#isInFlight(item)) item.standing = "passed";
  }
}

test.each(["all", "none", "some"] as const)(
  "over 1,000 schedules of deaths, comebacks, workers and kills no number reaches a consumer before the one before it; %s of one to three consumers have a table",
  (tables) => {
    let processed = 0n;
    for (let seed = 0; seed < 1_000; seed++) {
      const schedule = new Schedule(seed, tables);
      processed += schedule.run(400);
      expect(schedule.broken, `schedule ${seed}`).toEqual([]);
    }
    expect(Number(processed)).toBeGreaterThan(1_000);
  },
);
