import { expect, test } from "vitest";
import { type Entry, judgeNumber, type Last, type Standing } from "./judge-sequence.ts";

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

/**
 * One key: its consumer takes only the next number, as the shop does, and its broker hands out whatever was sent, in any order. Workers judge, stand still, are
 * killed between judging and sending, or after sending before the outcome is written; messages die again. `mapped`: a table tells the last number.
 */
class Schedule {
  readonly broken: string[] = [];
  readonly #pick: (below: number) => number;
  readonly #mapped: boolean;
  readonly #begin: bigint;
  readonly #items: Item[];
  readonly #inFlight: Item[] = [];
  #last: bigint;

  constructor(seed: number, mapped: boolean) {
    this.#pick = seeded(seed);
    this.#mapped = mapped;
    this.#begin = BigInt(this.#pick(3));
    this.#last = this.#begin;
    this.#items = Array.from({ length: 2 + this.#pick(5) }, (_, nth) => ({
      id: nth + 1,
      number: this.#begin + BigInt(nth) + 1n,
      standing: "moving",
      judged: false,
    }));
  }

  run(steps: number): bigint {
    const acts = [this.#restart, this.#kill, this.#find, this.#judge, this.#judge, this.#send, this.#deliver, this.#settle];
    for (let step = 0; step < steps; step++) {
      const item = this.#items[this.#pick(this.#items.length)];
      if (item) acts[this.#pick(acts.length)]?.call(this, item);
    }
    return this.#last - this.#begin;
  }

  /** A person replays what died again. */
  #restart(item: Item): void {
    if (item.standing === "dead") item.standing = "moving";
  }

  /** Another worker takes over what a dead one had judged: it was not sent, or nobody knows. */
  #kill(item: Item): void {
    if (item.judged) Object.assign(item, { judged: false, standing: this.#pick(2) === 0 ? "moving" : "unknown" });
  }

  /** The broker, or a person, says what became of it. */
  #find(item: Item): void {
    if (item.standing !== "unknown") return;
    item.standing = this.#inFlight.includes(item) ? "sent" : this.#last >= item.number ? "passed" : "moving";
  }

  #judge(item: Item): void {
    if (item.standing !== "moving" || item.judged) return;
    const last: Last = this.#mapped ? { state: "known", last: this.#last, at: null } : { state: "unmapped" };
    const entries: readonly Entry[] = this.#items
      .filter(({ standing, number }) => standing !== "gone" && (!this.#mapped || number > this.#last))
      .map((one) => ({ ...one, standing: one.standing as Standing }))
      .toSorted((a, b) => Number(a.number - b.number) || a.id - b.id);
    item.judged = judgeNumber({ last, holes: false, entries, readTo: null, isWide: false }, { ...item, producedAt: null }).is === "next";
  }

  #send(item: Item): void {
    if (!item.judged || item.standing !== "moving") return;
    Object.assign(item, { judged: false, standing: this.#pick(6) === 0 ? "unknown" : "sent" });
    this.#inFlight.push(item);
  }

  #deliver(): void {
    if (this.#inFlight.length === 0) return;
    const [item] = this.#inFlight.splice(this.#pick(this.#inFlight.length), 1);
    if (!item || item.number <= this.#last) return;
    if (item.number > this.#last + 1n) this.broken.push(`${item.number} arrived when ${this.#last} was the last`);
    else if (this.#pick(4) === 0) {
      // It dies again: the same event comes back as another message.
      item.standing = "gone";
      this.#items.push({ id: this.#items.length + 1, number: item.number, standing: "dead", judged: false });
    } else this.#last = item.number;
  }

  /** It was watched for long enough, and did not come back. */
  #settle(item: Item): void {
    if (item.standing === "sent" && !this.#inFlight.includes(item)) item.standing = "passed";
  }
}

test("over 1,000 schedules of deaths, comebacks, workers and kills no number reaches its consumer before the one before it", () => {
  let processed = 0n;
  for (let seed = 0; seed < 1_000; seed++)
    for (const mapped of [true, false]) {
      const schedule = new Schedule(seed, mapped);
      processed += schedule.run(400);
      expect(schedule.broken, `schedule ${seed}, ${mapped ? "with" : "without"} a table of last numbers`).toEqual([]);
    }
  expect(Number(processed)).toBeGreaterThan(2_000);
});
