import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { EngineMachine } from "../../toolchain/docker-engine.ts";
import { engineAnswers, engineSources } from "../../toolchain/docker-engine.ts";
import { firstThatWorks } from "../../toolchain/sources.ts";
import { temporaryFolder } from "./temporary.ts";

interface Given {
  answers?: boolean;
  startable?: boolean;
  root?: boolean;
  installed?: boolean;
  apt?: boolean;
  /** Whether the installation starts the engine, as a machine with an init system does. */
  startsOnInstall?: boolean;
}

/** A machine that only notes what is done to it. */
function machine(given: Given): { machine: EngineMachine; done: string[] } {
  const done: string[] = [];
  let answers = given.answers ?? false;
  const act = (name: string, then: boolean) => (): Promise<void> => {
    done.push(name);
    answers ||= then;
    return Promise.resolve();
  };
  return {
    done,
    machine: {
      host: "unix:///test.sock",
      answers: () => Promise.resolve(answers),
      startable: () => given.startable ?? true,
      isRoot: () => given.root ?? true,
      isInstalled: () => Promise.resolve(given.installed ?? false),
      hasApt: () => Promise.resolve(given.apt ?? true),
      install: act("install", given.startsOnInstall ?? false),
      start: act("start", true),
    },
  };
}

const need = { what: "A Docker engine", remedy: "start Docker" };

describe("the Docker engine", () => {
  const folder = temporaryFolder();

  const table: { when: string; given: Given; done: string[] }[] = [
    { when: "one answers", given: { answers: true, installed: true }, done: [] },
    {
      when: "one answers elsewhere and this user is not root",
      given: { answers: true, root: false, startable: false },
      done: [],
    },
    { when: "dockerd is installed", given: { installed: true }, done: ["start"] },
    { when: "nothing is there, on Debian as root", given: {}, done: ["install", "start"] },
    { when: "the installation starts it", given: { startsOnInstall: true }, done: ["install"] },
  ];
  for (const { when, given, done } of table) {
    it(`when ${when}: ${done.length === 0 ? "takes it as it is" : done.join(", then ")}`, async () => {
      const test = machine(given);
      assert.equal((await firstThatWorks(need, engineSources(test.machine))).value, "unix:///test.sock");
      assert.deepEqual(test.done, done);
    });
  }

  const refused: { when: string; given: Given; says: RegExp }[] = [
    { when: "this user is not root", given: { installed: true, root: false }, says: /only root can start an engine/ },
    {
      when: "DOCKER_HOST is not on this machine",
      given: { installed: true, startable: false },
      says: /DOCKER_HOST is/,
    },
    { when: "there is no apt-get", given: { apt: false }, says: /there is no apt-get here\nWhat to do: start Docker/ },
  ];
  for (const { when, given, says } of refused) {
    it(`when ${when}: does nothing and says so`, async () => {
      const test = machine(given);
      await assert.rejects(firstThatWorks(need, engineSources(test.machine)), says);
      assert.deepEqual(test.done, []);
    });
  }

  it("answers when its ping does", async () => {
    const socket = folder("engine.sock");
    assert.equal(await engineAnswers(`unix://${socket}`), false);
    let status = 200;
    const server = createServer((request, response) => {
      assert.equal(request.url, "/_ping");
      response.writeHead(status).end("OK");
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    try {
      assert.equal(await engineAnswers(`unix://${socket}`), true);
      status = 500;
      assert.equal(await engineAnswers(`unix://${socket}`), false);
    } finally {
      server.close();
    }
  });
});
