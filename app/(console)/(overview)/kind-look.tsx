import type { Category, Verdict } from "@/server/failures/failure";

type Texture = "cap" | "solid" | "lines" | "columns" | "rising" | "falling" | "dots";

interface Look {
  readonly family: Verdict;
  /** A token's name. */
  readonly colour: string;
  readonly texture: Texture;
}

const looks: Readonly<Record<Category, Look>> = {
  timeout: { family: "transient", colour: "c-timeout", texture: "cap" },
  connection: { family: "transient", colour: "c-connection", texture: "lines" },
  throttled: { family: "transient", colour: "c-throttled", texture: "solid" },
  downstream_5xx: { family: "transient", colour: "c-throttled", texture: "columns" },
  conflict: { family: "transient", colour: "c-timeout", texture: "dots" },
  unavailable: { family: "transient", colour: "c-connection", texture: "columns" },
  auth: { family: "transient", colour: "c-connection", texture: "dots" },
  deserialization: { family: "poison", colour: "c-deserialization", texture: "rising" },
  validation: { family: "poison", colour: "c-deserialization", texture: "dots" },
  missing_data: { family: "poison", colour: "c-deserialization", texture: "columns" },
  code_bug: { family: "poison", colour: "c-code", texture: "falling" },
  downstream_answer: { family: "unknown", colour: "c-other", texture: "falling" },
  duplicate: { family: "unknown", colour: "c-other", texture: "solid" },
  expired: { family: "unknown", colour: "c-other", texture: "lines" },
  overflow: { family: "unknown", colour: "c-other", texture: "columns" },
  delivery_limit: { family: "unknown", colour: "c-other", texture: "rising" },
  unknown: { family: "unknown", colour: "c-other", texture: "dots" },
};
const hues = { poison: "c-deserialization", transient: "c-connection", unknown: "c-other" } as const;

export interface Kind {
  readonly verdict: Verdict;
  readonly category: Category;
}

/** Hue is the verdict's, lightness and texture the category's; one that a rule moved to another verdict takes that one's hue. */
export function kindLook({ verdict, category }: Kind): { readonly colour: string; readonly texture: Texture } {
  const { family, colour, texture } = looks[category];
  return { colour: family === verdict ? colour : hues[verdict], texture };
}

export function kindLabel({ category }: Kind): string {
  return category.replaceAll("_", " ");
}

/** Name of a pattern; `chart` keeps two charts on one page apart. */
export function patternId(chart: string, { verdict, category }: Kind): string {
  return `${chart}-${verdict}-${category}`;
}

/** The pattern that fills a category, for bars and swatches alike. */
export function KindPattern({ chart, kind }: { chart: string; kind: Kind }) {
  const { colour, texture } = kindLook(kind);
  const ink = `var(--${colour})`;
  const ground = texture === "cap" ? "var(--c-timeout-fill)" : `color-mix(in oklab, ${ink} 30%, var(--surface))`;
  const turn = texture === "rising" ? "rotate(45)" : texture === "falling" ? "rotate(-45)" : undefined;
  return (
    <pattern
      id={patternId(chart, kind)}
      width="4"
      height={texture === "lines" ? 3 : 4}
      patternUnits="userSpaceOnUse"
      patternTransform={turn}
    >
      <rect width="4" height="4" style={{ fill: texture === "solid" ? ink : ground }} />
      {texture === "lines" && <rect width="4" height="1.5" style={{ fill: ink }} />}
      {(texture === "rising" || texture === "falling") && <rect width="2.5" height="4" style={{ fill: ink }} />}
      {texture === "columns" && <rect width="2" height="4" style={{ fill: ink }} />}
      {texture === "dots" && <circle cx="2" cy="2" r="1.3" style={{ fill: ink }} />}
    </pattern>
  );
}
