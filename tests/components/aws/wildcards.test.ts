import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { catalog } from "../../../components/aws/policies/catalog.ts";
import type { Statement } from "../../../components/aws/policies/document.ts";
import { parsePolicy } from "../../../components/aws/policies/parse.ts";
import { hasWildcard, reasonFor, wildcards, wildcardsIn } from "../../../components/aws/wildcards.ts";
import { iamWildcardsFile, iamWildcardsPage, policyContexts } from "../../../toolchain/iam-wildcards.ts";

/** Policy and Sid of every statement with a `*`, in any stack that there can be. */
function found(): Set<string> {
  const lines = policyContexts().flatMap((context) =>
    Object.entries(catalog(context)).flatMap(([policy, document]) =>
      wildcardsIn(document).map(({ Sid }) => `${policy}: ${Sid}`),
    ),
  );
  return new Set(lines);
}

const statement = (rest: Partial<Statement>): Statement => ({
  Sid: "S",
  Effect: "Allow",
  Action: ["s3:GetObject"],
  Resource: ["arn:aws:s3:::a/b"],
  ...rest,
});

describe("AWS: statements with a *", () => {
  it("are seen wherever the * stands", () => {
    assert.ok(!hasWildcard(statement({})));
    assert.ok(!hasWildcard(statement({ Principal: { Service: "ec2.amazonaws.com" } })));
    assert.ok(hasWildcard(statement({ Resource: ["arn:aws:s3:::a", "arn:aws:s3:::a/*"] })));
    assert.ok(hasWildcard(statement({ Action: ["s3:Get*"] })));
    assert.ok(hasWildcard(statement({ Principal: "*" })));
    assert.ok(hasWildcard(statement({ Principal: { AWS: "*" } })));
    const { Action, ...others } = statement({});
    assert.deepEqual(Action, ["s3:GetObject"]);
    assert.ok(hasWildcard({ ...others, NotAction: ["iam:GetUser"] }));
  });

  it("are all in the list, with a reason", () => {
    const missing = [...found()].filter((line) => {
      const [policy = "", sid = ""] = line.split(": ");
      return !reasonFor(policy, sid)?.why;
    });
    assert.deepEqual(missing, []);
  });

  it("are all there that the list names, and each is named once", () => {
    const there = found();
    const named = wildcards.flatMap(({ policies, sid }) => policies.map((policy) => `${policy}: ${sid}`));
    assert.deepEqual(
      named.filter((line) => !there.has(line)),
      [],
    );
    assert.equal(new Set(named).size, named.length);
  });

  it("have their page, as it would be written now", () => {
    const page = readFileSync(new URL(`../../../${iamWildcardsFile}`, import.meta.url), "utf8");
    assert.equal(page, iamWildcardsPage(), "npm run docs:iam");
  });

  it("are never all of a service, but to deny", () => {
    for (const document of policyContexts().flatMap((context) => Object.values(catalog(context)))) {
      for (const { Sid, Effect, Action = [], NotAction } of document.Statement) {
        if (Effect === "Deny") continue;
        assert.equal(NotAction, undefined, Sid);
        for (const action of Action) assert.ok(!action.includes("*"), `${Sid}: ${action}`);
      }
    }
  });

  it("have a Sid that IAM takes, one of its own in its policy", () => {
    for (const document of policyContexts().flatMap((context) => Object.values(catalog(context)))) {
      const sids = document.Statement.map(({ Sid }) => Sid);
      assert.equal(new Set(sids).size, sids.length);
      for (const sid of sids) assert.match(sid, /^[A-Za-z0-9]+$/);
    }
  });
});

describe("AWS: policies read back", () => {
  it("have lists for single values", () => {
    const single = { Sid: "A", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*" };
    const [read] = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: [single] })).Statement;
    assert.deepEqual(read, { ...single, Action: [single.Action], Resource: [single.Resource] });
  });

  it("are refused with what is not known", () => {
    const odd = { Version: "2012-10-17", Statement: [{ Sid: "A", Effect: "Allow", NotResource: "a" }] };
    assert.throws(() => parsePolicy(JSON.stringify(odd)));
  });
});
