import { Fragment } from "react";

/** A name in camel case, in which a line may end before each of its words on a phone. A `wbr` ends a line even where text may not wrap, so a desk has none. */
export function NameWords({ name }: { name: string }) {
  const words = name.split(/(?<=[a-z])(?=[A-Z])/);
  if (words.length === 1) return name;
  return (
    <>
      <span className="max-desk:hidden">{name}</span>
      <span className="desk:hidden">
        {words.map((word, at) => (
          <Fragment key={at}>
            {at > 0 && <wbr />}
            {word}
          </Fragment>
        ))}
      </span>
    </>
  );
}
