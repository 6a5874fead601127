import type { Config } from "tailwindcss";

const token = (name: string) => `var(--${name})`;
/** `bad`, `bad-mark`, `bad-soft`, `bad-line`: one meaning each; a colour without a meaning does not compile. */
const meaning = (name: string) => ({
  DEFAULT: token(name),
  mark: token(`${name}-mark`),
  soft: token(`${name}-soft`),
  line: token(`${name}-line`),
});
const size = (n: number): [string, { lineHeight: string }] => [token(`t-${n}`), { lineHeight: token(`l-${n}`) }];

export default {
  content: ["./app/**/*.tsx", "./components/**/*.tsx"],
  darkMode: ["selector", '[data-theme="dark"]'],
  theme: {
    screens: { desk: "641px", wide: "1080px" },
    colors: {
      transparent: "transparent",
      current: "currentColor",
      inherit: "inherit",
      canvas: token("canvas"),
      surface: token("surface"),
      raised: token("raised"),
      sunken: token("sunken"),
      hover: token("hover"),
      selected: token("selected"),
      scrim: token("scrim"),
      line: { DEFAULT: token("line"), strong: token("line-strong"), control: token("line-control") },
      ink: { DEFAULT: token("ink"), 2: token("ink-2"), 3: token("ink-3"), off: token("ink-off") },
      accent: { DEFAULT: token("accent"), hover: token("accent-hover"), ink: token("accent-ink"), soft: token("accent-soft") },
      "on-accent": token("on-accent"),
      "on-bad": token("on-bad"),
      bad: meaning("bad"),
      warn: meaning("warn"),
      ok: meaning("ok"),
    },
    fontFamily: { sans: token("sans"), mono: token("mono") },
    fontSize: { 11: size(11), 12: size(12), 13: size(13), 14: size(14), 17: size(17), 20: size(20), 32: ["32px", { lineHeight: "36px" }] },
    fontWeight: { 400: "400", 500: "500", 550: "550", 600: "600", 620: "620" },
    borderRadius: { none: "0", 1: token("r-1"), 2: token("r-2"), 3: token("r-3"), full: "9999px" },
    boxShadow: {
      none: "none",
      pop: token("shadow-pop"),
      line: "inset 0 0 0 1px var(--line)",
      strong: "inset 0 0 0 1px var(--line-strong)",
      control: "inset 0 0 0 1px var(--line-control)",
      focus: "inset 0 0 0 2px var(--accent)",
      rail: "0 0 0 1px var(--line)",
      tab: "inset 0 -2px 0 var(--accent)",
      bad: "inset 0 0 0 1px var(--bad-line)",
      warn: "inset 0 0 0 1px var(--warn-line)",
      ok: "inset 0 0 0 1px var(--ok-line)",
    },
    extend: {
      spacing: { row: token("row"), ctl: token("ctl"), pad: token("pad") },
    },
  },
} satisfies Config;
