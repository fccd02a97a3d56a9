// Between a test and a provider process: one JSON line {verb, request} in, one JSON line {answer} or {error} out.
// The messages are those of npm's @pulumi/pulumi, generated from the engine's own definitions.
const path = require("node:path");
const { createRequire } = require("node:module");
const readline = require("node:readline");

const packages = createRequire(path.join(__dirname, "../../node/pulumi/package.json"));
const grpc = packages("@grpc/grpc-js");
const { ResourceProviderClient } = packages("@pulumi/pulumi/proto/provider_grpc_pb.js");
const messages = packages("@pulumi/pulumi/proto/provider_pb.js");
const { Struct } = packages("google-protobuf/google/protobuf/struct_pb.js");
const { Empty } = packages("google-protobuf/google/protobuf/empty_pb.js");

const client = new ResourceProviderClient(`127.0.0.1:${process.argv[2]}`, grpc.credentials.createInsecure());
const bag = (value) => Struct.fromJavaScript(value ?? {});
const plain = (struct) => (struct === undefined ? {} : struct.toJavaScript());

const requests = {
  getSchema: () => new messages.GetSchemaRequest(),
  configure: () => {
    const request = new messages.ConfigureRequest();
    request.setAcceptsecrets(true);
    request.setSendsOldInputs(true);
    request.setSendsOldInputsToDelete(true);
    return request;
  },
  check: (it) => of(new messages.CheckRequest(), it).setOlds(bag(it.oldInputs)).setNews(bag(it.inputs)),
  diff: (it) => of(new messages.DiffRequest(), it).setId(it.id).setOlds(bag(it.outputs)).setNews(bag(it.inputs)).setOldInputs(bag(it.oldInputs)),
  create: (it) => of(new messages.CreateRequest(), it).setProperties(bag(it.inputs)).setPreview(it.preview === true),
  read: (it) => of(new messages.ReadRequest(), it).setId(it.id).setProperties(bag(it.outputs)).setInputs(bag(it.oldInputs)),
  update: (it) => of(new messages.UpdateRequest(), it).setId(it.id).setOlds(bag(it.outputs)).setNews(bag(it.inputs)).setOldInputs(bag(it.oldInputs)).setPreview(it.preview === true),
  delete: (it) => of(new messages.DeleteRequest(), it).setId(it.id).setProperties(bag(it.outputs)).setOldInputs(bag(it.oldInputs)),
  cancel: () => new Empty(),
};

const answers = {
  getSchema: (it) => ({ schema: it.getSchema() }),
  configure: (it) => ({ acceptSecrets: it.getAcceptsecrets(), supportsPreview: it.getSupportspreview() }),
  check: (it) => ({ inputs: plain(it.getInputs()), failures: it.getFailuresList().map((failure) => failure.getProperty()) }),
  diff: (it) => ({ changes: it.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME, diffs: it.getDiffsList(), replaces: it.getReplacesList() }),
  create: (it) => ({ id: it.getId(), outputs: plain(it.getProperties()) }),
  read: (it) => ({ id: it.getId(), outputs: plain(it.getProperties()) }),
  update: (it) => ({ outputs: plain(it.getProperties()) }),
  delete: () => ({}),
  cancel: () => ({}),
};

function of(request, it) {
  request.setUrn(it.urn);
  request.setType(it.type);
  request.setName("sample");
  return request;
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { verb, request } = JSON.parse(line);
  client[verb](requests[verb](request ?? {}), (error, response) =>
    console.log(JSON.stringify(error ? { error: error.details } : { answer: answers[verb](response) })));
}).on("close", () => client.close());
