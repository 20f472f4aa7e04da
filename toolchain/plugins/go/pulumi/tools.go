//go:build tools

// Package pulumi pins, through go.mod and go.sum, everything that the Pulumi CLI is built from.
package pulumi

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
