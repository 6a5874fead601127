import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["11", "12", "13", "14", "17", "20", "32"],
      "font-weight": ["400", "500", "550", "600", "620"],
      shadow: ["pop", "line", "strong", "control", "focus", "rail", "tab", "bad", "warn", "ok"],
      radius: ["1", "2", "3"],
    },
  },
});

/** Joins class names; a later utility wins over an earlier one of its kind. */
export function cn(...values: ClassValue[]): string {
  return merge(clsx(values));
}
