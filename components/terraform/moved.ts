// Where Terraform has a thing today: `moved` blocks and `terraform state mv` give it another address.
import type { Adopted } from "./adopt.ts";
import { TerraformError } from "./error.ts";
import { importId } from "./import-ids.ts";
import type { StateInstance, TerraformState } from "./state.ts";

/** The instance that was taken over, at its own address or at another; undefined if the state has it no more. */
export function instanceToday(
  state: TerraformState,
  { address, terraformType, importId: id }: Adopted,
): StateInstance | undefined {
  const there = state.find(address);
  const same = (instance: StateInstance): boolean => idOf(instance) === id;
  if (there !== undefined && (idOf(there) === undefined || same(there))) return there;
  for (const instance of state.instances()) {
    if (instance.mode === "managed" && instance.type === terraformType && same(instance)) return instance;
  }
  return undefined;
}

function idOf(instance: StateInstance): string | undefined {
  try {
    return importId(instance);
  } catch (error) {
    if (error instanceof TerraformError) return undefined;
    throw error;
  }
}
