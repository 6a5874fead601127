import { expect, test } from "vitest";
import { at, deep, factsOf, groupOf, world } from "../testing/alert-world.ts";

const rule = { ...deep, per: "group" as const, forSeconds: 0, keepSeconds: 0, steps: [] };
const groups = (n: number, of: (nth: number) => number) => Array.from({ length: n }, (_, nth) => groupOf(nth + 1, { dead: of(nth) }));

function storm(n: number) {
  const of = world([rule]);
  of.turn(
    factsOf(
      at(0),
      groups(n, () => 10),
    ),
  );
  const kindsOf = (quiet: boolean) => of.log.filter((one) => (one.quiet === "grouped") === quiet).map(({ kind }) => kind);
  return { ...of, kindsOf, many: () => of.rows().find(({ key }) => key === "many") };
}

test("one that another tells for and that gets worse tells for itself from then on", () => {
  const { turn, rows, kindsOf, many } = storm(12);
  turn(
    factsOf(
      at(30),
      groups(12, (nth) => (nth === 3 ? 100 : 10)),
    ),
  );
  expect(kindsOf(false)).toEqual(["fired", "worse"]);
  expect(rows().find(({ key }) => key === "group:4")).toMatchObject({ groupedIn: null, toldValue: 100, toldAt: at(30) });
  expect(many()?.standsFor).toBe(11);
  turn(
    factsOf(
      at(40),
      groups(12, (nth) => (nth === 3 ? 150 : 10)),
    ),
  );
  expect(kindsOf(false).at(-1)).toBe("changed");
});

test("when all get worse, ten tell for themselves and the alert of the others asks again, once in ten minutes", () => {
  const { turn, kindsOf, many, act } = storm(30);
  act("acknowledge", at(20), "many");
  turn(
    factsOf(
      at(30),
      groups(30, () => 100),
    ),
  );
  expect(kindsOf(false).filter((kind) => kind === "worse")).toHaveLength(11);
  expect(many()).toMatchObject({ standsFor: 20, ackedAt: null });
  turn(
    factsOf(
      at(31),
      groups(30, (nth) => (nth < 10 ? 100 : 1_000)),
    ),
  );
  expect(kindsOf(false).filter((kind) => kind === "worse")).toHaveLength(11);
  act("acknowledge", at(32), "many");
  for (const minute of [32, 39, 41, 42])
    turn(
      factsOf(
        at(minute),
        groups(30, (nth) => (nth < 10 ? 100 : 1_000)),
      ),
    );
  // Ten minutes after its last word it asks again, and ten more tell for themselves.
  expect(kindsOf(false).filter((kind) => kind === "worse")).toHaveLength(22);
  expect(many()).toMatchObject({ standsFor: 10, ackedAt: null, toldAt: at(41) });
});

test("endings leave others that got worse their place", () => {
  const { turn, kindsOf, rows } = storm(30);
  turn(
    factsOf(
      at(20),
      groups(30, (nth) => (nth < 10 ? 100 : 10)),
    ),
  );
  turn(
    factsOf(
      at(35),
      groups(30, (nth) => (nth < 10 ? 0 : 10)),
    ),
  );
  expect(kindsOf(false).filter((kind) => kind === "resolved")).toHaveLength(10);
  turn(
    factsOf(
      at(36),
      groups(30, (nth) => (nth < 10 ? 0 : nth === 12 ? 100 : 10)),
    ),
  );
  expect(rows().find(({ key }) => key === "group:13")).toMatchObject({ groupedIn: null, toldAt: at(36) });
});

test("the alert of many goes on as long as one is left, so its last one makes it worse", () => {
  const { turn, many } = storm(12);
  turn(
    factsOf(
      at(30),
      groups(1, () => 10),
    ),
  );
  turn(
    factsOf(
      at(50),
      groups(1, () => 100),
    ),
  );
  expect(many()).toMatchObject({ state: "firing", standsFor: 1, toldAt: at(50) });
});
