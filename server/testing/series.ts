/** One line of the text format of Prometheus. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\})? (\S+)$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const escapes: Readonly<Record<string, string>> = { n: "\n", '"': '"', "\\": "\\" };

/** The series of a text as Prometheus reads them (text format 0.0.4). Throws at a line that is none. */
export function readSeries(text: string): readonly Series[] {
  return text
    .split("\n")
    .filter((one) => one !== "" && !one.startsWith("#"))
    .map((one) => {
      const [, name = "", labels = "", value = ""] = line.exec(one) ?? [];
      if (name === "") throw new Error(`This is no series: ${one}`);
      return { name, labels: readLabels(labels), value: Number(value.replace("Nan", "NaN").replace("+Inf", "Infinity")) };
    });
}

function readLabels(text: string): Readonly<Record<string, string>> {
  const unescape = (value: string) => value.replaceAll(/\\(.)/g, (_, of: string) => escapes[of] ?? of);
  return Object.fromEntries([...text.matchAll(label)].map(([, name = "", value = ""]) => [name, unescape(value)]));
}
