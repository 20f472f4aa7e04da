import { parseSettings, type Settings } from "../../settings.ts";

/** Settings as a stack's file would give them: what is not named is the default. */
export function settingsOf(values: Record<string, unknown> = {}): Settings {
  const config = Object.entries(values).map(([key, value]): [string, string] => [
    `cortex:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parseSettings(Object.fromEntries(config), new Date("2026-06-01T00:00:00Z"));
}
