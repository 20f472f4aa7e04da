/** A Terraform state could not be read or used; `message` says what, where and what to do. */
export class TerraformError extends Error {
  override readonly name = "TerraformError";

  constructor(what: string, remedy: string) {
    super(`${what} ${remedy}`);
  }
}
