import assert from "node:assert/strict";
import { parseSettings, SettingsError, type Settings } from "../../settings.ts";

/** Settings as a stack's file would give them: what is not named is the default. */
export function settingsOf(values: Record<string, unknown> = {}): Settings {
  const config = Object.entries(values).map(([key, value]): [string, string] => [
    `cortex:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parseSettings(Object.fromEntries(config), new Date("2026-06-01T00:00:00Z"));
}

/** What a wrong stack's file is told: the lines of the message, without its first and last. */
export function complaints(parse: () => Settings): string[] {
  try {
    parse();
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    return error.message
      .split("\n")
      .slice(1, -1)
      .map((line) => line.trim());
  }
  assert.fail("nothing was wrong");
}
