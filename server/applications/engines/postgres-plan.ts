import type { Row } from "../port.ts";

/** In the planner's unit, a page read in order. A scan of 100,000 usual rows costs less than 5,000. */
const dearest = { wholeTable: 5_000, wholeIndex: 20_000, bitmap: 60_000 };

interface Node {
  readonly "Node Type": string;
  readonly "Total Cost": number;
  readonly Filter?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly Node[];
}

/**
 * Whether a plan goes to the rows that it seeks. What costs much looks for them among all rows of a large table: how long that takes depends on where they
 * lie, which the planner does not know.
 */
export function readsFew(rows: readonly Row[]): boolean {
  const told = rows[0]?.["QUERY PLAN"];
  const plans = (typeof told === "string" ? JSON.parse(told) : told) as readonly { readonly Plan: Node }[];
  return plans.every(({ Plan }) => isCheap(Plan));
}

function isCheap(node: Node): boolean {
  const cost = node["Total Cost"];
  const isFiltered = node.Filter !== undefined;
  const type = node["Node Type"];
  if (type === "Seq Scan" && isFiltered && cost > dearest.wholeTable) return false;
  if (/^Index (?:Only )?Scan$/.test(type) && isFiltered && node["Index Cond"] === undefined && cost > dearest.wholeIndex) return false;
  if (type === "Bitmap Heap Scan" && cost > dearest.bitmap) return false;
  return (node.Plans ?? []).every(isCheap);
}
