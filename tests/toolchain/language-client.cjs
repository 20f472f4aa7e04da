// Asks a language host one thing, as the engine does: `node language-client.cjs <port> <method> <request as JSON>`.
// Prints {"code", "response"} as JSON; the response of a plugin is all that it printed, and its exit code. The protocol's generated classes have no usable types, hence plain JavaScript.
"use strict";
const { createRequire } = require("node:module");

const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const grpc = sdk("@grpc/grpc-js");
const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb.js");
const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb.js");
const { LanguageRuntimeClient } = sdk("./proto/language_grpc_pb.js");
const messages = sdk("./proto/language_pb.js");

const [port, method, text = "{}"] = process.argv.slice(2);
const { programDirectory, options = {}, config = {}, kind = "analyzer", cancelAt } = JSON.parse(text);

const info = new messages.ProgramInfo();
if (programDirectory !== undefined) {
  info.setRootDirectory(programDirectory);
  info.setProgramDirectory(programDirectory);
  info.setEntryPoint(".");
  info.setOptions(Struct.fromJavaScript(options));
}

function request() {
  switch (method) {
    case "getRequiredPackages":
    case "getProgramDependencies":
    case "about": {
      const name = `${method[0].toUpperCase()}${method.slice(1)}Request`;
      const message = new messages[name]();
      message.setInfo(info);
      return message;
    }
    case "run": {
      const message = new messages.RunRequest();
      message.setInfo(info);
      message.setPwd(programDirectory);
      message.setProject("project");
      message.setStack("stack");
      message.setMonitorAddress("127.0.0.1:1");
      message.setParallel(7);
      message.setDryrun(true);
      for (const [key, value] of Object.entries(config)) message.getConfigMap().set(key, value);
      message.setConfigsecretkeysList(["secret:key"]);
      return message;
    }
    case "runPlugin": {
      const message = new messages.RunPluginRequest();
      message.setInfo(info);
      message.setKind(kind);
      message.setPwd("/");
      message.setArgsList(["127.0.0.1:1"]);
      message.setEnvList(["GREETING=a=b", `PATH=${process.env.PATH}`]);
      return message;
    }
    case "handshake":
      return new messages.LanguageHandshakeRequest();
    case "generateProgram":
      return new messages.GenerateProgramRequest();
    default:
      return new Empty();
  }
}

const client = new LanguageRuntimeClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
const deadline = { deadline: Date.now() + 20_000 };

function tell(error, response) {
  console.log(JSON.stringify({ code: error?.code ?? 0, response }));
  client.close();
}

if (method === "runPlugin") {
  const heard = { stdout: "", stderr: "" };
  const call = client.runPlugin(request(), deadline);
  call.on("data", (message) => {
    heard.stdout += Buffer.from(message.getStdout_asU8()).toString();
    heard.stderr += Buffer.from(message.getStderr_asU8()).toString();
    if (message.hasExitcode()) heard.exitCode = message.getExitcode();
    if (cancelAt !== undefined && heard.stdout.includes(cancelAt)) call.cancel();
  });
  // What ends with an error ends too.
  let failure;
  call.on("error", (error) => (failure = error));
  call.on("status", () => tell(failure, heard));
} else {
  client[method](request(), deadline, (error, response) => tell(error, response?.toObject()));
}
