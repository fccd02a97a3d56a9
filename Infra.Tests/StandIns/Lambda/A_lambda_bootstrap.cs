using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace Infra.Tests.StandIns.Lambda;

public sealed class A_lambda_bootstrap
{
    [Fact]
    public async Task posts_the_answer_of_each_event_under_its_request_id()
    {
        var api = new RuntimeApiDouble().Enqueue("r-1", "one").Enqueue("r-2", "two");

        await ServeAsync(api, async (input, _) => Bytes("<" + await ReadAsync(input) + ">"));

        Assert.Equal(
            [("/2018-06-01/runtime/invocation/r-1/response", "<one>"), ("/2018-06-01/runtime/invocation/r-2/response", "<two>")],
            api.Posts.Select(post => (post.Path, post.Body)));
        Assert.All(api.Posts, post => Assert.Equal("application/json", post.ContentType));
    }

    [Fact]
    public async Task gives_the_handler_what_the_headers_say()
    {
        var deadline = DateTimeOffset.UtcNow.AddMinutes(5);
        var api = new RuntimeApiDouble().Enqueue(
            "r-1",
            "{}",
            ("Lambda-Runtime-Deadline-Ms", deadline.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:f"),
            ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0"),
            ("Lambda-Runtime-Client-Context", """{"client":{"app_title":"t","installation_id":"i"},"custom":{"k":"v"},"env":{"e":"1"}}"""),
            ("Lambda-Runtime-Cognito-Identity", """{"cognitoIdentityId":"ci","cognitoIdentityPoolId":"cp"}"""));
        ILambdaContext? seen = null;
        var remaining = TimeSpan.Zero;

        await ServeAsync(api, (_, context) =>
        {
            (seen, remaining) = (context, context.RemainingTime);
            return Task.FromResult<Stream>(Bytes("{}"));
        });

        Assert.NotNull(seen);
        Assert.Equal("r-1", seen.AwsRequestId);
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:function:f", seen.InvokedFunctionArn);
        Assert.Equal("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0", seen.TraceId);
        Assert.InRange(remaining, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
        Assert.Equal("t", seen.ClientContext.Client.AppTitle);
        Assert.Equal("i", seen.ClientContext.Client.InstallationId);
        Assert.Null(seen.ClientContext.Client.AppPackageName);
        Assert.Equal("v", seen.ClientContext.Custom["k"]);
        Assert.Equal("1", seen.ClientContext.Environment["e"]);
        Assert.Equal("ci", seen.Identity.IdentityId);
        Assert.Equal("cp", seen.Identity.IdentityPoolId);
    }

    [Fact]
    public async Task hands_the_trace_on_to_the_environment()
    {
        var api = new RuntimeApiDouble().Enqueue("r-1", "{}", ("Lambda-Runtime-Trace-Id", "Root=1-trace-of-this-test"));
        string? seen = null;

        await ServeAsync(api, (_, _) =>
        {
            seen = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID");
            return Task.FromResult<Stream>(Bytes("{}"));
        });

        Assert.Equal("Root=1-trace-of-this-test", seen);
    }

    [Fact]
    public async Task reports_a_handlers_exception_and_serves_on()
    {
        var api = new RuntimeApiDouble().Enqueue("r-1", "{}").Enqueue("r-2", "{}");

        await ServeAsync(api, (_, context) => context.AwsRequestId == "r-1"
            ? throw new InvalidOperationException("no \"good\"", new TimeoutException("too slow"))
            : Task.FromResult<Stream>(Bytes("fine")));

        var (failure, success) = (api.Posts.First(), api.Posts.Last());
        Assert.Equal("/2018-06-01/runtime/invocation/r-1/error", failure.Path);
        Assert.Equal("InvalidOperationException", failure.ErrorType);
        Assert.Equal("application/vnd.aws.lambda.error+json", failure.ContentType);
        using var error = JsonDocument.Parse(failure.Body);
        Assert.Equal("InvalidOperationException", error.RootElement.GetProperty("errorType").GetString());
        Assert.Equal("no \"good\"", error.RootElement.GetProperty("errorMessage").GetString());
        Assert.Equal("too slow", error.RootElement.GetProperty("cause").GetProperty("errorMessage").GetString());
        Assert.NotEqual(0, error.RootElement.GetProperty("stackTrace").GetArrayLength());
        Assert.Equal(("/2018-06-01/runtime/invocation/r-2/response", "fine"), (success.Path, success.Body));
    }

    [Fact]
    public async Task reports_an_exception_of_the_initializer_and_ends_with_it()
    {
        var api = new RuntimeApiDouble().Enqueue("r-1", "{}");

        var thrown = await Assert.ThrowsAsync<ArithmeticException>(() => ServeAsync(
            api, (_, _) => Task.FromResult<Stream>(Bytes("{}")), () => throw new ArithmeticException("does not add up")));

        Assert.Equal("does not add up", thrown.Message);
        var post = Assert.Single(api.Posts);
        Assert.Equal("/2018-06-01/runtime/init/error", post.Path);
        Assert.Contains("does not add up", post.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task asks_for_no_event_if_the_initializer_says_no()
    {
        var api = new RuntimeApiDouble().Enqueue("r-1", "{}");

        await ServeAsync(api, (_, _) => Task.FromResult<Stream>(Bytes("{}")), () => Task.FromResult(false));

        Assert.Empty(api.Posts);
    }

    [Fact]
    public async Task ends_when_the_runtime_api_says_that_it_cannot_go_on()
    {
        var api = new RuntimeApiDouble { AnswerToResponse = HttpStatusCode.InternalServerError }.Enqueue("r-1", "{}").Enqueue("r-2", "{}");

        var thrown = await Assert.ThrowsAsync<RuntimeApiClientException>(() => ServeAsync(api, (_, _) => Task.FromResult<Stream>(Bytes("{}"))));

        Assert.Equal(500, thrown.StatusCode);
        Assert.Single(api.Posts);
    }

    [Fact]
    public async Task converts_events_and_answers_with_the_serializer()
    {
        var api = new RuntimeApiDouble().Enqueue("r-1", """{"text":"abc"}""");
        var builder = LambdaBootstrapBuilder.Create<Question, Reply>(
            question => Task.FromResult(new Reply(question.Text.Length)),
            new SampleSerializer());

        await api.ServeAsync((client, end) => RunAsync(builder, client, end));

        Assert.Equal("""{"Length":3}""", Assert.Single(api.Posts).Body);
    }

    private static Task ServeAsync(
        RuntimeApiDouble api, Func<Stream, ILambdaContext, Task<Stream>> handler, LambdaBootstrapInitializer? initializer = null) =>
        api.ServeAsync((client, end) =>
        {
            var builder = LambdaBootstrapBuilder.Create(handler);
            return RunAsync(initializer is null ? builder : builder.UseBootstrapHandler(initializer), client, end);
        });

    private static async Task RunAsync(LambdaBootstrapBuilder builder, HttpClient client, CancellationToken end)
    {
        using var bootstrap = builder
            .UseHttpClient(client)
            .ConfigureOptions(options => options.RuntimeApiEndpoint = client.BaseAddress!.Authority)
            .Build();
        await bootstrap.RunAsync(end);
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
