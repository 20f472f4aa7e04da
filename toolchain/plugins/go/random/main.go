// Command pulumi-resource-random puts the Terraform random provider behind the type tokens of @pulumi/random, so that
// a machine which reaches only the Go module proxy can run programs written for that package.
//
// The module's path lies below the provider's own, because the provider's code is in an internal package.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	pfbridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"github.com/terraform-providers/terraform-provider-random/internal/provider"
)

// Version is set by the linker to that of the installed @pulumi/random package.
var Version = "0.0.0"

// resources gives each Terraform resource its class in @pulumi/random.
var resources = map[string]string{
	"random_bytes":    "RandomBytes",
	"random_id":       "RandomId",
	"random_integer":  "RandomInteger",
	"random_password": "RandomPassword",
	"random_pet":      "RandomPet",
	"random_shuffle":  "RandomShuffle",
	"random_string":   "RandomString",
	"random_uuid":     "RandomUuid",
}

// token is the name by which the package's classes go in a state file: random:index/randomPet:RandomPet.
func token(class string) tokens.Type {
	return tokens.Type("random:index/" + strings.ToLower(class[:1]) + class[1:] + ":" + class)
}

func main() {
	info := tfbridge.ProviderInfo{
		P:            pfbridge.ShimProvider(provider.New()),
		Name:         "random",
		Version:      Version,
		Resources:    map[string]*tfbridge.ResourceInfo{},
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
	}
	for name, class := range resources {
		info.Resources[name] = &tfbridge.ResourceInfo{Tok: token(class)}
	}
	pfbridge.Main(context.Background(), "random", info, pfbridge.ProviderMetadata{
		XGetSchema: func(context.Context, plugin.GetSchemaRequest) ([]byte, error) {
			sink := diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never})
			schema, err := tfgen.GenerateSchema(info, sink)
			if err != nil {
				return nil, fmt.Errorf("the schema of the random provider: %w", err)
			}
			return json.Marshal(schema)
		},
	})
}
