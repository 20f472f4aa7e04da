//go:build tools

// Names the program that is built here, so that go.mod and go.sum hold what it needs.
package built

import _ "github.com/terraform-providers/terraform-provider-docker"
