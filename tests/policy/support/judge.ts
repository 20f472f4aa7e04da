// What the tests of the rules ask: is this refused, and with what words.
import assert from "node:assert/strict";
import type { ClearTextRule, ResourceRule, StackResource, StackRule } from "../../../policy/rule.ts";
import type { Fields } from "../../../policy/value.ts";

type SingleRule = ResourceRule | ClearTextRule;

/** A resource is refused, and one of the messages says why. */
export function refuses(rule: SingleRule, type: string, props: Fields, why: RegExp): void {
  const found = rule.check({ type, name: "one", props });
  assert.ok(found.length > 0, `${rule.name} has nothing against ${shown(props)}`);
  assert.ok(
    found.some((message) => why.test(message)),
    `${rule.name} says: ${found.join("; ")}`,
  );
}

/** Nothing is said against a resource. */
export function allows(rule: SingleRule, type: string, props: Fields): void {
  assert.deepEqual(rule.check({ type, name: "one", props }), [], `${rule.name} about ${shown(props)}`);
}

/** A resource of a stack; `on`: property to the names of the resources whose outputs it holds. */
export function member(
  type: string,
  name: string,
  props: Fields = {},
  on: Record<string, string[]> = {},
): StackResource {
  const urn = (of: string): string => `urn:${of}`;
  const dependencies = Object.fromEntries(Object.entries(on).map(([property, names]) => [property, names.map(urn)]));
  return { urn: urn(name), type, name, props, parent: "", dependencies };
}

/** The stack is refused because of just these resources, each with its reason. */
export function refusesStack(rule: StackRule, resources: StackResource[], wrong: Record<string, RegExp>): void {
  const found = rule.check(resources);
  assert.deepEqual(
    [...new Set(found.map(({ urn }) => urn))].sort(),
    Object.keys(wrong)
      .map((name) => `urn:${name}`)
      .sort(),
    `${rule.name} says: ${found.map(({ urn, message }) => `${urn}: ${message}`).join("; ")}`,
  );
  for (const { urn, message } of found) assert.match(message, wrong[urn.slice("urn:".length)] ?? /never/);
}

export function allowsStack(rule: StackRule, resources: StackResource[]): void {
  assert.ok(resources.length > 0, "a stack without resources proves nothing");
  assert.deepEqual(rule.check(resources), []);
}

function shown(props: Fields): string {
  return JSON.stringify(props, (_, value: unknown) => (typeof value === "symbol" ? String(value) : value));
}
