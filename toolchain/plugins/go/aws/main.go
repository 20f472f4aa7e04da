// Command pulumi-resource-aws serves a Terraform AWS provider executable to the
// Pulumi engine, under the type tokens of @pulumi/aws. It stands in for the
// official plugin where only package registries answer; types.json holds the
// types that it knows.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/dynamic/internal/shim/run"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/proto"
	pfbridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// Version is set by the build to that of the installed @pulumi/aws package.
var Version = "0.0.0"

// providerVariable names the environment variable that holds the path of the
// Terraform provider's executable.
const providerVariable = "TERRAFORM_PROVIDER_AWS"

//go:embed types.json
var typesJSON []byte

// types maps Terraform's names to Pulumi's type tokens. Config and Fields name
// the attributes of the provider and of resources that @pulumi/aws has
// differently from the bridge's own rules: by path, with dots between what lies
// in each other.
type types struct {
	Resources map[string]string           `json:"resources"`
	Functions map[string]string           `json:"functions"`
	Config    map[string]field            `json:"config"`
	Fields    map[string]map[string]field `json:"fields"`
}

// field is how @pulumi/aws has an attribute; empty parts leave it to the bridge.
type field struct {
	Name string `json:"name"`
	// Single tells whether a list of at most one is the element itself.
	Single *bool `json:"single"`
	// AutoName is the greatest length of a name that is made from that of the
	// resource where the program gives none.
	AutoName int `json:"autoName"`
}

func main() {
	if len(os.Args) == 2 && (os.Args[1] == "-version" || os.Args[1] == "--version") {
		fmt.Println(Version)
		return
	}
	if err := serve(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-aws:", err)
		os.Exit(1)
	}
}

func serve(ctx context.Context) error {
	executable := os.Getenv(providerVariable)
	if executable == "" {
		return fmt.Errorf("%s must name the executable of terraform-provider-aws", providerVariable)
	}
	upstream, err := run.LocalProvider(ctx, executable)
	if err != nil {
		return err
	}
	defer upstream.Close()
	info, err := providerInfo(ctx, upstream)
	if err != nil {
		return err
	}
	pfbridge.Main(ctx, "aws", info, pfbridge.ProviderMetadata{
		XGetSchema: func(context.Context, plugin.GetSchemaRequest) ([]byte, error) {
			sink := diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never})
			spec, err := tfgen.GenerateSchema(info, sink)
			if err != nil {
				return nil, err
			}
			return json.Marshal(spec)
		},
	})
	return nil
}

func providerInfo(ctx context.Context, upstream run.Provider) (tfbridge.ProviderInfo, error) {
	var known types
	if err := json.Unmarshal(typesJSON, &known); err != nil {
		return tfbridge.ProviderInfo{}, fmt.Errorf("types.json: %w", err)
	}
	info := tfbridge.ProviderInfo{
		P: proto.New(ctx, upstream), Name: "aws", Version: Version, ResourcePrefix: "aws",
		Config:       overrides(known.Config),
		Resources:    map[string]*tfbridge.ResourceInfo{},
		DataSources:  map[string]*tfbridge.DataSourceInfo{},
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
	}
	for name := range info.P.ResourcesMap().Range {
		if token, ok := known.Resources[name]; ok {
			info.Resources[name] = &tfbridge.ResourceInfo{Tok: tokens.Type(token), Fields: overrides(known.Fields[name])}
		} else {
			info.IgnoreMappings = append(info.IgnoreMappings, name)
		}
	}
	for name := range info.P.DataSourcesMap().Range {
		if token, ok := known.Functions[name]; ok {
			info.DataSources[name] = &tfbridge.DataSourceInfo{Tok: tokens.ModuleMember(token)}
		} else {
			info.IgnoreMappings = append(info.IgnoreMappings, name)
		}
	}
	for name := range info.P.Functions() {
		info.IgnoreMappings = append(info.IgnoreMappings, name)
	}
	info.SetAutonaming(255, "-")
	return info, nil
}

// overrides puts each field where its path leads.
func overrides(fields map[string]field) map[string]*tfbridge.SchemaInfo {
	found := map[string]*tfbridge.SchemaInfo{}
	for path, given := range fields {
		names := strings.Split(path, ".")
		info := in(found, names[0])
		for _, name := range names[1:] {
			if info.Elem == nil {
				info.Elem = &tfbridge.SchemaInfo{Fields: map[string]*tfbridge.SchemaInfo{}}
			}
			info = in(info.Elem.Fields, name)
		}
		info.Name, info.MaxItemsOne = given.Name, given.Single
		if given.AutoName > 0 {
			// In lower case, which is all that a bucket may have.
			info.Default = tfbridge.AutoNameTransform("", given.AutoName, strings.ToLower).Default
		}
	}
	return found
}

func in(fields map[string]*tfbridge.SchemaInfo, name string) *tfbridge.SchemaInfo {
	if fields[name] == nil {
		fields[name] = &tfbridge.SchemaInfo{}
	}
	return fields[name]
}
