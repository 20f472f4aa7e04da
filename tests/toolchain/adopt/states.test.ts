import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { chooseStates, readFileState } from "../../../toolchain/adopt/states.ts";
import { UserError } from "../../../toolchain/sources.ts";
import { single, stateText } from "../../support/terraform-state.ts";
import { temporaryFolder, withEnv } from "../temporary.ts";

describe("adopt: which states are read", () => {
  const folder = temporaryFolder();
  const write = async (text: string): Promise<string> => {
    await writeFile(folder("a.tfstate"), text);
    return folder("a.tfstate");
  };
  const local = { stack: "local", named: false };

  it("is a file, for the stack local", async () => {
    const file = await write(stateText([single("docker_network", "n"), single("aws_vpc", "v")]));
    const { stack, states, file: found, notes } = await chooseStates({ ...local, file });
    assert.deepEqual(
      [stack, [...states.keys()], found, notes],
      ["local", ["terraform"], { name: "terraform", path: file }, []],
    );
  });

  it("is held against the stack aws where it has only AWS, which is said, unless a stack is named", async () => {
    const file = await write(stateText([single("aws_vpc", "v"), single("random_password", "p")]));
    const { stack, settings, notes } = await chooseStates({ ...local, file });
    assert.deepEqual([stack, settings.platform], ["aws", "aws"]);
    assert.match(notes.join(), /of AWS only.*stack aws/);
    assert.equal((await chooseStates({ stack: "local", named: true, file })).stack, "local");
  });

  it("counts a path from the folder that the user was in", async () => {
    await write(stateText([single("docker_network", "n")]));
    const state = await withEnv("INIT_CWD", folder(), () => readFileState("a.tfstate"));
    assert.equal(state.origin, folder("a.tfstate"));
    const relative = path.relative(process.cwd(), folder("a.tfstate"));
    const other = await withEnv("INIT_CWD", folder("elsewhere"), () => readFileState(relative));
    assert.equal(other.origin, folder("a.tfstate"));
  });

  it("is none where the settings name none, in one message", async () => {
    await assert.rejects(
      chooseStates({ ...local, file: undefined }),
      (error) => error instanceof UserError && /"local" names no Terraform state.*--state FILE/.test(error.message),
    );
  });
});
