/** The address of a trace by the configured template (`traces.link`), which is https with its host given. null: there is no template or no trace. */
export function traceLink(template: string | null, traceId: string | null): string | null {
  return template === null || traceId === null ? null : new URL(template.replaceAll("{traceId}", encodeURIComponent(traceId))).href;
}
