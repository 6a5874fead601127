import { type Extension, type RangeSet, RangeSetBuilder, StateField, type Text } from "@codemirror/state";
import { gutter, GutterMarker } from "@codemirror/view";
import { changedLines } from "@/components/line-diff";

class Bar extends GutterMarker {
  override elementClass = "cm-changed";
}
const bar = new Bar();

/** A bar beside every line that is not as it was. */
export function barChanges(before: string): Extension {
  const original = before.split("\n");
  const field = StateField.define<RangeSet<GutterMarker>>({
    create: ({ doc }) => barsOf(original, doc),
    update: (bars, { docChanged, newDoc }) => (docChanged ? barsOf(original, newDoc) : bars),
  });
  return [field, gutter({ class: "cm-changes", markers: (view) => view.state.field(field) })];
}

function barsOf(original: readonly string[], doc: Text): RangeSet<GutterMarker> {
  const bars = new RangeSetBuilder<GutterMarker>();
  for (const { fromB, toB } of changedLines(original, [...doc.iterLines()])) {
    for (let line = fromB; line < toB; line++) {
      const { from } = doc.line(line + 1);
      bars.add(from, from, bar);
    }
  }
  return bars.finish();
}
