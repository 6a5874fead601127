import type { Preset } from "./preset.ts";
import { jobPresets } from "./job-presets.ts";
import { massTransit } from "./presets/masstransit.ts";

/** Every preset, in the order in which redrive.yaml's reference lists them. */
export const presets = [massTransit, ...jobPresets] as const satisfies readonly Preset[];

export const presetNames: readonly string[] = presets.map(({ name }) => name);

export function findPreset(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}
