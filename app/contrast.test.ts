import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Colour = readonly [lightness: number, chroma: number, hue: number, alpha: number];
type Rgb = readonly [number, number, number];

const sheet = readFileSync(new URL("globals.css", import.meta.url), "utf8");
const [light = "", dark = ""] = sheet.split('\n[data-theme="dark"]');
const themes = { light: colours(light), dark: { ...colours(light), ...colours(dark) } };

function colours(text: string): Record<string, Colour> {
  const found = text.matchAll(/--([\w-]+):\s*oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+))?\)/g);
  return Object.fromEntries([...found].map(([, name, l, c, h, alpha]) => [name, [Number(l), Number(c), Number(h), Number(alpha ?? 1)]]));
}

/** OKLCH to linear sRGB, cut to what a screen has. */
function linear([l, c, h]: Colour): Rgb {
  const [a, b] = [c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const cut = (value: number) => Math.min(1, Math.max(0, value));
  return [
    cut(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
    cut(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
    cut(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z),
  ];
}

const encode = (x: number) => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
const decode = (x: number) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** A colour that is not opaque, over the ground that it lies on. */
function over(top: Colour, ground: Rgb): Rgb {
  const mix = (index: 0 | 1 | 2) => decode(encode(linear(top)[index]) * top[3] + encode(ground[index]) * (1 - top[3]));
  return [mix(0), mix(1), mix(2)];
}

/** What stands on what: text needs 4.5, marks and edges of controls need 3 (WCAG 2.2 AA). */
const grounds = ["canvas", "surface", "raised", "sunken", "hover", "selected"];
const charted = ["c-timeout", "c-connection", "c-throttled", "c-deserialization", "c-code", "c-other", "c-line", "accent"];
const pairs: readonly (readonly [string, string, number])[] = [
  ...grounds.flatMap((ground) => [
    ...["ink", "ink-2", "ink-3", "accent-ink", "bad", "warn", "ok"].map((text) => [text, ground, 4.5] as const),
    ...["line-control", "bad-mark", "warn-mark", "ok-mark", "accent"].map((mark) => [mark, ground, 3] as const),
  ]),
  ...["bad", "warn", "ok"].flatMap((tone) =>
    [tone, "ink", "ink-2", "ink-3", "accent-ink"].map((text) => [text, `${tone}-soft`, 4.5] as const),
  ),
  ...["accent-ink", "ink", "ink-2"].map((text) => [text, "accent-soft", 4.5] as const),
  ...["surface", "c-shade"].flatMap((ground) => charted.map((mark) => [mark, ground, 3] as const)),
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-hover", 4.5],
  ["on-bad", "bad", 4.5],
  ["ink", "c-timeout-fill", 4.5],
];

test.each(Object.entries(themes))("%s: every text and mark can be told from what it stands on", (_name, theme) => {
  const colour = (name: string) => theme[name] ?? expect.fail(`There is no --${name}.`);
  const surface = linear(colour("surface"));
  const tooWeak = pairs.flatMap(([front, back, least]) => {
    const [a, b] = [luminance(over(colour(front), surface)), luminance(over(colour(back), surface))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return ratio < least ? [`${front} on ${back}: ${ratio.toFixed(2)} of ${least}`] : [];
  });
  expect(tooWeak).toEqual([]);
});
