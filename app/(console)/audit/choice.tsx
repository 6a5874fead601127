/** A native choice: short, keyboard and phone are the system's. */
export function Choice({
  label,
  all,
  value,
  choices,
  onChange,
}: {
  label: string;
  all: string;
  value: string;
  choices: readonly { readonly key: string; readonly name: string }[];
  onChange: (value: string) => void;
}) {
  const shown = value && !choices.some(({ key }) => key === value) ? [{ key: value, name: value }, ...choices] : choices;
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-8 max-w-44 rounded-2 bg-surface px-2 shadow-control outline-none focus:shadow-focus max-desk:h-11 max-desk:flex-1"
    >
      <option value="">{all}</option>
      {shown.map(({ key, name }) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </select>
  );
}
