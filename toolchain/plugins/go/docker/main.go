// Command pulumi-resource-docker puts the Terraform Docker provider behind the type tokens of @pulumi/docker, so that
// a machine which reaches only the Go module proxy can run programs written for that package.
//
// The module's path lies below the provider's own, because the provider's code is in an internal package.
package main

import (
	"encoding/json"
	"io"
	"log"
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	sdkv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// Version is set by the linker to that of the installed @pulumi/docker package.
var Version = "0.0.0"

// resources gives each Terraform resource its class in @pulumi/docker.
var resources = map[string]string{
	"docker_buildx_builder": "BuildxBuilder",
	"docker_config":         "ServiceConfig",
	"docker_container":      "Container",
	"docker_image":          "RemoteImage",
	"docker_network":        "Network",
	"docker_plugin":         "Plugin",
	"docker_registry_image": "RegistryImage",
	"docker_secret":         "Secret",
	"docker_service":        "Service",
	"docker_tag":            "Tag",
	"docker_volume":         "Volume",
}

// functions gives each Terraform data source its function in @pulumi/docker.
var functions = map[string]string{
	"docker_image":                    "getRemoteImage",
	"docker_logs":                     "getLogs",
	"docker_network":                  "getNetwork",
	"docker_plugin":                   "getPlugin",
	"docker_registry_image":           "getRegistryImage",
	"docker_registry_image_manifests": "getRegistryImageManifests",
}

// token is the name by which the package's classes and functions go in a state file: docker:index/network:Network.
func token(name string) string {
	return "docker:index/" + strings.ToLower(name[:1]) + name[1:] + ":" + name
}

func providerInfo() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:       sdkv2.NewProvider(provider.New(Version)()),
		Name:    "docker",
		Version: Version,
		Config: map[string]*tfbridge.SchemaInfo{
			"host": {Default: &tfbridge.DefaultInfo{
				Value:   "unix:///var/run/docker.sock",
				EnvVars: []string{"DOCKER_HOST"},
			}},
			"registry_auth": {Name: "registryAuth", MaxItemsOne: tfbridge.False()},
		},
		Resources:    map[string]*tfbridge.ResourceInfo{},
		DataSources:  map[string]*tfbridge.DataSourceInfo{},
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
	}
	for name, class := range resources {
		info.Resources[name] = &tfbridge.ResourceInfo{Tok: tokens.Type(token(class))}
	}
	for name, function := range functions {
		info.DataSources[name] = &tfbridge.DataSourceInfo{Tok: tokens.ModuleMember(token(function))}
	}

	// Two containers cannot hold one name or one port, so the old one goes first.
	container := info.Resources["docker_container"]
	container.DeleteBeforeReplace = true
	// The package calls these lists by their singular names; the bridge would make plurals of them.
	container.Fields = map[string]*tfbridge.SchemaInfo{
		"command":           {Name: "command"},
		"networks_advanced": {Name: "networksAdvanced"},
	}
	// An image's name says what to pull: a generated one would pull nothing.
	info.Resources["docker_image"].Fields = map[string]*tfbridge.SchemaInfo{"name": {Name: "name"}}

	info.SetAutonaming(255, "-")
	return info
}

func main() {
	info := providerInfo()
	sink := diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never})
	schema, err := tfgen.GenerateSchema(info, sink)
	if err != nil {
		log.Fatalf("the schema of the Docker provider: %v", err)
	}
	raw, err := json.Marshal(schema)
	if err != nil {
		log.Fatalf("the schema of the Docker provider: %v", err)
	}
	tfbridge.Main("docker", Version, info, raw)
}
