import { Select } from "@/components/ui/field";

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
    <Select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="max-w-44 max-desk:flex-1 max-desk:basis-2/5"
    >
      <option value="">{all}</option>
      {shown.map(({ key, name }) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </Select>
  );
}
