const place = /\{([^{}]*)\}/g;
const names = /^(?:key|eventId|eventType|payload(?:\.[^.{}]+)+)$/;
const mostCharacters = 500;

/** Pure. What is wrong with the URL of a template, in words; null: nothing. Values stand in its path and query alone, so that no message chooses whom to ask. */
export function templateProblem(template: string): string | null {
  if (/[{}]/.test(template.replace(place, ""))) return "must close each { with a }";
  const unknown = [...template.matchAll(place)].find(([, name = ""]) => !names.test(name));
  if (unknown) return `knows {key}, {eventId}, {eventType} and {payload.path}, but not ${unknown[0]}`;
  const start = /^[a-z]+:\/\/[^/?#\\]*/.exec(template)?.[0] ?? "";
  if (/^[a-z]+:\/\/$/.test(start)) return "must name a host";
  return start.includes("{") ? "must have its first {} after the host, in the path or the query" : null;
}

/** Pure. The URL for one event, each value percent-encoded; or which value the message lacks, or has in a form that a URL cannot hold. */
export function fillTemplate(template: string, valueOf: (name: string) => string | null): URL | { readonly problem: string } {
  let problem: string | null = null;
  const filled = template.replace(place, (_, name: string) => {
    const value = valueOf(name);
    if (value === null || value === "") problem ??= `The message does not carry {${name}}.`;
    // A dot, or two, would walk to another path, also within a value, where a server decodes before it looks; a half of a character cannot be encoded.
    else if (walks(value) || value.length > mostCharacters || !value.isWellFormed())
      problem ??= `The message carries a value of {${name}} that no address can hold.`;
    return problem === null ? encodeURIComponent(value ?? "") : "";
  });
  if (problem !== null) return { problem };
  return new URL(filled);
}

const decoded = /%2e|%2f|%5c/gi;

/** Whether a part of it, also after decoding once more, is a dot or two. */
function walks(value: string): boolean {
  return value
    .replace(decoded, (code) => decodeURIComponent(code))
    .split(/[/\\]/)
    .some((part) => part === "." || part === "..");
}
