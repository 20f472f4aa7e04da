// The outputs of one Terraform state as the stack's outputs: for backends that are read through the Pulumi engine.
import * as pulumi from "@pulumi/pulumi";
import { outputValues } from "../../../../components/terraform/outputs.ts";
import { readOutputs, type Backend } from "../../../../components/terraform/read.ts";

const source = new pulumi.Config("cortex").requireObject<Backend>("source");

export default outputValues(await readOutputs(source));
