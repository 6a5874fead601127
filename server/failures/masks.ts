/** In this order: what is longest and most certain goes first. Every pattern is linear. */
const masks: readonly (readonly [RegExp, string])[] = [
  [/"[^"\n]{0,400}"|'[^'\n]{0,400}'|`[^`\n]{0,400}`|«[^»\n]{0,400}»|“[^”\n]{0,400}”/g, "«»"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "#"],
  [/\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}\b/g, "#"],
  [/\bhttps?:\/\/([^\s/?#:]{1,200})[^\s]{0,400}/g, "$1"],
  [/\b0x[0-9a-f]{1,32}\b/gi, "#"],
  [/[\w.:@/+-]*\d[\w.:@/+-]*/g, "#"],
  [/#(?:[\s,;:.|/-]*#)+/g, "#"],
  [/\s+/g, " "],
];

const templateLength = 300;

/** The text with everything that varies between two failings of one bug masked: ids, numbers, times, quotes, addresses. */
export function maskText(text: string): string {
  const firstLine = text.slice(0, templateLength * 3);
  return masks
    .reduce((masked, [pattern, by]) => masked.replace(pattern, by), firstLine)
    .trim()
    .slice(0, templateLength);
}

const frameMasks: readonly (readonly [RegExp, string])[] = [
  [/\$\$(?:EnhancerBy|FastClassBy|SpringCGLIB|Lambda)[\w$/]*(?:0x[0-9a-f]+)?/g, ""],
  [/GeneratedMethodAccessor\d+|GeneratedConstructorAccessor\d+/g, "GeneratedAccessor"],
  [/\$Proxy\d+/g, "$Proxy"],
  [/lambda\$([^$]*)\$\d+/g, "$1"],
  [/\$\d+(?=\.|$)/g, ""],
  [/<([^<>]+)>d__\d+\.MoveNext/g, "$1"],
  [/<([^<>]+)>[bg]__[\w|]+/g, "$1"],
  [/\.func\d+(?:\.\d+)*$/g, ""],
  [/0x[0-9a-f]+/gi, "#"],
];

/** A frame's name without what the compiler or the run numbers anew. */
export function maskFrame(name: string): string {
  return frameMasks.reduce((masked, [pattern, by]) => masked.replace(pattern, by), name);
}
