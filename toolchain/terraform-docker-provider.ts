import { goSources } from "./go-build.ts";
import { firstThatWorks, type Found, type Progress } from "./sources.ts";

/** The variable that names the executable to the tests. */
export const dockerProviderVariable = "TERRAFORM_PROVIDER_DOCKER";

/**
 * The real Terraform provider for Docker, of the sources that Pulumi's plugin is built from; no registry of packages has the
 * official build.
 * @throws {UserError} Where it cannot be built.
 */
export function terraformDockerProvider(progress: Progress): Promise<Found<string>> {
  return firstThatWorks(
    { what: "Terraform's provider for Docker", remedy: "install Go (Debian: apt-get install golang)." },
    goSources({
      name: "terraform-provider-docker",
      module: "terraform-provider-docker",
      goPackage: "github.com/terraform-providers/terraform-provider-docker",
      variables: {},
    }),
    progress,
  );
}
