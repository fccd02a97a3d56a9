using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Identity.Aws;
using Infra.Local.Aws;
using Infra.Local.Functions;
using Infra.Local.Iam;
using Infra.Local.Interpretation;
using Infra.Local.Logs;
using Infra.Local.Sqs;
using Infra.Tests.Pki;

namespace Infra.Tests.Local.Functions;

[UnsupportedOSPlatform("windows")]
public sealed class A_function : IAsyncLifetime, IDisposable
{
    // A function as anybody could write one: it knows the Runtime API and nothing of this project.
    private const string Script = """
        #!/usr/bin/env node
        const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
        const post = (path, body) => fetch(`${api}/${path}`, { method: 'POST', body: JSON.stringify(body) });
        (async () => {
          if (process.env.MODE === 'init-error') { await post('init/error', { errorType: 'Init', errorMessage: 'no table' }); process.exit(1); }
          if (process.env.MODE === 'init-error-and-stay') { await post('init/error', { errorType: 'Init', errorMessage: 'no table' }); setInterval(() => {}, 1000); return; }
          console.log('started as ' + process.env._HANDLER);
          let count = 0, events = 0;
          for (;;) {
            const next = await fetch(`${api}/invocation/next`);
            const id = next.headers.get('lambda-runtime-aws-request-id');
            const event = await next.json();
            events++;
            if (event.exit) process.exit(event.exit);
            if (event.hang) await new Promise(() => setInterval(() => {}, 1000));
            if (event.fail) { await post(`invocation/${id}/error`, { errorType: 'Own', errorMessage: event.fail }); continue; }
            await post(`invocation/${id}/response`, {
              event, count: ++count, events, pid: process.pid, environment: process.env,
              deadlineInMs: Number(next.headers.get('lambda-runtime-deadline-ms')) - Date.now(),
              arn: next.headers.get('lambda-runtime-invoked-function-arn'),
            });
          }
        })();
        """;

    private readonly TemporaryFolder folder = new();
    private readonly DeployedIam iam = new();
    private readonly LogStore logs = new();
    private readonly DeployedFunctions functions = new();
    private readonly Queues queues = new(TimeProvider.System);
    private readonly LambdaMaker maker;

    public A_function()
    {
        var executable = folder.Write("bootstrap", Script);
        File.SetUnixFileMode(executable, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        maker = new(functions, iam, logs, new(executable, MaxEnvironments: 1), new("http://127.0.0.1:1"));
        var role = iam.Add("role", "/", PolicyDocument.Parse(
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"""));
        role.Policies["log"] = PolicyDocument.Parse(
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"arn:aws:logs:us-east-1:*:log-group:/aws/lambda/fn:*"}}""");
    }

    [Fact]
    public async Task sees_the_declared_variables_and_those_of_Lambda_and_no_others()
    {
        await DeployAsync(("DEVICE_TABLE", "devices"));

        var answer = await AnswerAsync("{}");

        var environment = answer["environment"]!.AsObject();
        Assert.Equal("devices", (string?)environment["DEVICE_TABLE"]);
        Assert.Equal(("authorizer", "us-east-1", "512"),
            ((string?)environment["_HANDLER"], (string?)environment["AWS_REGION"], (string?)environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]));
        var allowed = LambdaVariables.Reserved.Append("DEVICE_TABLE").Concat(["AWS_ENDPOINT_URL", "LANG", "TZ", "PATH"]);
        Assert.Empty(environment.Select(variable => variable.Key).Except(allowed));
        // Whoever signs with these credentials is the role, in the function's name.
        var caller = iam.Find((string)environment["AWS_ACCESS_KEY_ID"]!)!.Value.Caller;
        Assert.Equal("arn:aws:sts::123456789012:assumed-role/role/fn", caller.Arn);
    }

    [Fact]
    public async Task keeps_its_process_from_event_to_event()
    {
        await DeployAsync();
        var (one, two) = (await AnswerAsync("""{"n":1}"""), await AnswerAsync("""{"n":2}"""));
        Assert.Equal(((int?)one["pid"], 1, 2), ((int?)two["pid"], (int?)one["count"], (int?)two["count"]));
        Assert.Equal("""{"n":2}""", two["event"]!.ToJsonString());
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:function:fn", (string?)two["arn"]);
        Assert.InRange((double)two["deadlineInMs"]!, 1, 30_000);
    }

    [Fact]
    public async Task answers_its_own_error_and_lives_on()
    {
        await DeployAsync();
        var failed = await InvokeAsync("""{"fail":"Unauthorized"}""");
        Assert.Equal(("Unhandled", "Unauthorized"), (failed.Error, failed.ErrorMessage));
        Assert.Equal(1, (int?)(await AnswerAsync("{}"))["count"]);
    }

    [Fact]
    public async Task is_replaced_after_its_process_died_on_an_event()
    {
        await DeployAsync();
        var before = (int?)(await AnswerAsync("{}"))["pid"];
        var died = await InvokeAsync("""{"exit":7}""");
        var after = (int?)(await AnswerAsync("{}"))["pid"];

        Assert.Contains("exit status 7", died.ErrorMessage, StringComparison.Ordinal);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task is_killed_at_its_timeout()
    {
        await DeployAsync(seconds: 1);
        var late = await InvokeAsync("""{"hang":true}""");
        Assert.Contains("Task timed out after 1.00 seconds", late.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task reports_that_it_could_not_start()
    {
        await DeployAsync(("MODE", "init-error"));
        Assert.Equal("no table", (await InvokeAsync("{}")).ErrorMessage);
    }

    [Fact(Timeout = 60_000)]
    public async Task prints_into_its_log_group()
    {
        await DeployAsync();
        await AnswerAsync("{}");
        string[] lines;
        // What a process prints comes through a pipe, beside its answer and maybe after it.
        while (!(lines = [.. logs.Find("us-east-1", "/aws/lambda/fn")!.Events.Select(logged => logged.Message)]).Contains("started as authorizer"))
        {
            await Task.Delay(10);
        }
        Assert.Contains(lines, line => line.StartsWith("REPORT RequestId: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("arn:aws:execute-api:us-east-1:123456789012:api/live/POST/new", "apigateway.amazonaws.com", true)]
    [InlineData("arn:aws:execute-api:us-east-1:123456789012:api/live/POST/proto", "apigateway.amazonaws.com", false)]
    [InlineData("arn:aws:execute-api:us-east-1:123456789012:api/live/POST/new", "iot.amazonaws.com", false)]
    public async Task is_invoked_by_a_service_only_with_its_permission(string source, string service, bool permitted)
    {
        await DeployAsync();
        await maker.AsAsync("aws:lambda/permission:Permission", "api", ("function", "fn"), ("action", "lambda:InvokeFunction"),
            ("principal", "apigateway.amazonaws.com"), ("sourceArn", "arn:aws:execute-api:us-east-1:123456789012:api/*/POST/new"));

        var result = await functions.InvokeAsync("arn:aws:lambda:us-east-1:123456789012:function:fn", service,
            RequestContext.Of(("aws:SourceArn", source)), "{}"u8.ToArray(), CancellationToken.None);

        Assert.Equal(permitted, result is not null);
    }

    [Theory]
    [InlineData("sqs:SendMessage", 1)]
    [InlineData("sqs:ReceiveMessage", 0)]
    public async Task that_fails_on_an_event_thrice_keeps_it_if_its_role_may(string allowed, int kept)
    {
        var queue = queues.Add("failed", "us-east-1");
        iam.Get("role").Policies["keep"] = Allow("sqs:SendMessage", queue.Arn);
        await DeployAsync(queue.Arn);
        await maker.AsAsync("aws:lambda/permission:Permission", "rule", ("function", "fn"), ("action", "lambda:InvokeFunction"), ("principal", "iot.amazonaws.com"));
        iam.Get("role").Policies["keep"] = Allow(allowed, queue.Arn);

        await using (var events = new EventInvoker(functions, iam, queues, new(), TimeSpan.Zero))
        {
            Assert.Null(await events.HandOverAsync(Arn, "iot.amazonaws.com", RequestContext.Empty, Encoding.UTF8.GetBytes("""{"fail":"twice too often"}"""), CancellationToken.None));
            await events.IdleAsync();
        }

        Assert.Equal(Enumerable.Repeat("""{"fail":"twice too often"}""", kept), queue.Messages);
        Assert.All(queue.Receive(1, TimeSpan.FromMinutes(1)), message => Assert.Equal(
            [("ErrorCode", "200"), ("ErrorMessage", "twice too often")],
            message.Attributes.Where(attribute => attribute.Key != "RequestID").Select(attribute => (attribute.Key, attribute.Value.Value))));
        Assert.Equal(4, (int?)(await AnswerAsync("{}"))["events"]);
    }

    [Fact]
    public async Task takes_no_event_from_a_service_without_permission_or_while_it_is_throttled()
    {
        await DeployAsync();
        var faults = new Faults();
        await using var events = new EventInvoker(functions, iam, queues, faults, TimeSpan.Zero);

        Assert.Contains("not authorized", await HandOverAsync(events), StringComparison.Ordinal);
        await maker.AsAsync("aws:lambda/permission:Permission", "rule", ("function", "fn"), ("action", "lambda:InvokeFunction"), ("principal", "iot.amazonaws.com"));
        faults.Add(new("lambda", "InvokeAsync fn", new Fault.Throttle(), Times: 1));

        Assert.Equal("Rate exceeded", await HandOverAsync(events));
        Assert.Null(await HandOverAsync(events));
    }

    /// <summary>So that somebody who has seen to the cause can give it what is in the queue.</summary>
    [Theory]
    [InlineData("{}", 0)]
    [InlineData("""{"fail":"still"}""", 1)]
    public async Task takes_an_event_by_hand_and_keeps_it_if_it_still_fails(string payload, int kept)
    {
        var queue = queues.Add("failed", "us-east-1");
        iam.Get("role").Policies["keep"] = Allow("sqs:SendMessage", queue.Arn);
        await DeployAsync(queue.Arn);
        await using var events = new EventInvoker(functions, iam, queues, new(), TimeSpan.Zero);
        await using var local = await new LocalFront(new LambdaService(functions, events)).StartAsync();

        Assert.Equal(202, await InvokeByHandAsync(local, payload));
        await events.IdleAsync();

        Assert.Equal(Enumerable.Repeat(payload, kept), queue.Messages);
    }

    [Fact]
    public async Task that_cannot_be_started_fails_on_its_events_and_lets_the_cloud_end()
    {
        await DeployAsync();
        await maker.AsAsync("aws:lambda/permission:Permission", "rule", ("function", "fn"), ("action", "lambda:InvokeFunction"), ("principal", "iot.amazonaws.com"));
        File.Delete(Path.Combine(folder.Path, "bootstrap"));
        var events = new EventInvoker(functions, iam, queues, new(), TimeSpan.Zero);

        Assert.Null(await HandOverAsync(events));

        await events.IdleAsync();
        await events.DisposeAsync();
    }

    [Fact]
    public async Task is_not_made_with_a_dead_letter_queue_that_its_role_may_not_use()
    {
        var queue = queues.Add("failed", "us-east-1");

        var refusal = await Assert.ThrowsAsync<AwsException>(() => DeployAsync(queue.Arn));

        Assert.Contains("does not have permissions to call SendMessage", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>As when the cloud ends while a request is on its way to a function.</summary>
    [Fact]
    public async Task that_is_stopped_starts_nothing_that_would_be_left_behind()
    {
        await DeployAsync();
        var function = functions.Find("us-east-1", "fn")!;
        await function.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => InvokeAsync("{}"));

        Assert.Empty(Processes());
    }

    [Fact]
    public async Task is_ended_though_it_stays_after_it_said_that_it_cannot_start()
    {
        await DeployAsync(("MODE", "init-error-and-stay"));

        Assert.Equal("no table", (await InvokeAsync("{}")).ErrorMessage);

        Assert.Empty(Processes());
    }

    [Fact]
    public async Task leaves_no_process_of_a_run_that_timed_out()
    {
        await DeployAsync(1);

        Assert.Contains("timed out", (await InvokeAsync("""{"hang":true}""")).ErrorMessage, StringComparison.Ordinal);

        Assert.Empty(Processes());
    }

    [Fact]
    public async Task may_not_declare_a_variable_that_Lambda_reserves()
    {
        var refusal = await Assert.ThrowsAsync<AwsException>(() => DeployAsync(("AWS_REGION", "us-east-1")));
        Assert.Contains("reserved keys used in this request: aws_region", refusal.Message.ToLowerInvariant(), StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await functions.DisposeAsync();

    public void Dispose() => folder.Dispose();

    private const string Arn = "arn:aws:lambda:us-east-1:123456789012:function:fn";

    private static Task<string?> HandOverAsync(EventInvoker events) =>
        events.HandOverAsync(Arn, "iot.amazonaws.com", RequestContext.Empty, "{}"u8.ToArray(), CancellationToken.None);

    /// <summary>Those that run this test's own executable.</summary>
    private string[] Processes() => RunningProcesses.Where("cmdline", folder.Path);

    private static async Task<int> InvokeByHandAsync(LocalFront local, string payload)
    {
        var body = Encoding.UTF8.GetBytes(payload);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(local.Front.Address, "2015-03-31/functions/fn/invocations")) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Amz-Invocation-Type", "Event");
        SignatureV4.Sign(request, body, new(local.Iam.Operator.AccessKeyId, local.Iam.Operator.SecretAccessKey), "us-east-1", "lambda", DateTimeOffset.UtcNow);
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static PolicyDocument Allow(string action, string resource) => PolicyDocument.Parse(
        $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"{{{action}}}","Resource":"{{{resource}}}"}}""");

    private Task DeployAsync(params (string, object)[] variables) => DeployAsync(30, variables);

    private Task<Made> DeployAsync(string deadLetterQueue) => maker.AsAsync("aws:lambda/function:Function", "fn",
        ("name", "fn"), ("role", "arn:aws:iam::123456789012:role/role"), ("handler", "authorizer"), ("code", "an archive"),
        ("deadLetterConfig", Make.Map(("targetArn", deadLetterQueue))));

    private async Task DeployAsync(int seconds, params (string, object)[] variables) => await maker.AsAsync("aws:lambda/function:Function", "fn",
        ("name", "fn"), ("role", "arn:aws:iam::123456789012:role/role"), ("handler", "authorizer"), ("code", "an archive"),
        ("timeout", (double)seconds), ("memorySize", 512.0), ("environment", Make.Map(("variables", Make.Map(variables)))));

    private Task<FunctionResult> InvokeAsync(string payload) =>
        functions.Find("us-east-1", "fn")!.InvokeAsync(Encoding.UTF8.GetBytes(payload), CancellationToken.None);

    private async Task<JsonObject> AnswerAsync(string payload)
    {
        var result = await InvokeAsync(payload);
        Assert.Null(result.ErrorMessage);
        return JsonNode.Parse(result.Payload.Span)!.AsObject();
    }
}
