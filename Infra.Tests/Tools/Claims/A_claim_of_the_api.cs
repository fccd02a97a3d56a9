using Infra.Identity.Aws;
using Infra.Local.Functions;
using Infra.Tests.Local.ApiGateway;
using Infra.Tests.Local.Cognito;
using Infra.Tests.Pki;
using Infra.Tools.Aws;

namespace Infra.Tests.Tools.Claims;

/// <summary><c>provision claim create --api</c>, before API Gateway as the local cloud has it, which judges the signature.</summary>
public sealed class A_claim_of_the_api : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private TestApi _api = null!;

    public async Task InitializeAsync()
    {
        _api = await TestApi.StartAsync();
        _api.Issue = _ => Answer(200, """
            {"templateName":"lamps","certificateId":"c1","certificate":"CERTIFICATE","privateKey":"KEY","endpoint":"localhost:8883","expiresAt":"2026-03-01T12:05:00Z"}
            """);
    }

    public Task DisposeAsync() => _api.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void is_signed_by_the_trusted_user_and_kept_as_one_of_aws_iot(string end)
    {
        var run = Create(Clients(), end, "--json");

        Assert.True(run.ExitCode == 0, run.Output);
        var seen = Assert.Single(_api.Seen).Event;
        Assert.Equal("""{"deviceId":"lamp-7"}""", (string?)seen["body"]);
        Assert.Equal("arn:aws:iam::123456789012:user/operator", (string?)seen["requestContext"]!["identity"]!["userArn"]);
        Assert.Equal(("CERTIFICATE", "644"), (File.ReadAllText(At("pem.crt")), Mode("pem.crt")));
        Assert.Equal(("KEY", "600"), (File.ReadAllText(At("private.pem.key")), Mode("private.pem.key")));
        Assert.Equal(("lamps", "c1", "localhost:8883"), (Text("template"), Text("certificateId"), Text("endpoint")));
        Assert.Equal(new DateTime(2026, 3, 1, 12, 5, 0, DateTimeKind.Utc), run.Json.GetProperty("expiration").GetDateTime());
        Assert.DoesNotContain("KEY", run.Output, StringComparison.Ordinal);

        string? Text(string name) => run.Json.GetProperty(name).GetString();
    }

    [Fact]
    public void tells_a_person_where_the_device_goes_with_it() =>
        Assert.Contains("  template lamps, at localhost:8883", Create(Clients(), "").Output, StringComparison.Ordinal);

    [Fact]
    public void is_not_asked_for_when_a_file_is_in_the_way()
    {
        _folder.Write("device-client-fp.pem.crt", "mine");

        Assert.Equal(3, Create(Clients(), "").ExitCode);

        Assert.Empty(_api.Seen);
    }

    [Fact]
    public void that_is_refused_is_told_with_the_apis_code_and_what_to_do()
    {
        _api.Issue = _ => Answer(403, """{"code":"device_refused","detail":"no claim is made for this device; ask the operator"}""");

        var run = Create(Clients(), "");

        Assert.Equal(4, run.ExitCode);
        Assert.Equal(
            $"""
            provision: error: the API answered 403 device_refused: no claim is made for this device; ask the operator [claim-refused]
            provision: hint: provision devices show lamp-7 tells whether it is recorded, and ready

            """.ReplaceLineEndings(),
            run.Error);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    [Theory]
    [InlineData("us-east-1", "another")]
    [InlineData("eu-west-1", null)]
    public void is_not_made_for_a_signature_that_does_not_hold(string region, string? secret)
    {
        var run = Create(Clients(secret), "", "--region", region, "--json");

        Assert.Equal((4, "claim-refused"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.StartsWith("the API answered 403: {\"message\":", run.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(_api.Seen);
    }

    [Fact]
    public void that_cannot_be_read_is_not_repeated()
    {
        _api.Issue = _ => Answer(200, """{"privateKey":"KEY"}""");

        var run = Create(Clients(), "", "--json");

        Assert.Equal((4, "claim-answer-malformed"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.DoesNotContain("KEY", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public void from_nobody_is_an_answer_that_did_not_come()
    {
        var run = ToolRun.Of(Clients(), "", "claim", "create", "--api", "http://127.0.0.1:1", "--device-id", "lamp-7", "--out", _folder.Path, "--json");

        Assert.Equal((4, "claim-unanswered"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public void needs_a_region_to_be_signed_for()
    {
        var run = Create(Clients() with { Region = () => null }, "", "--json");

        Assert.Equal((2, "region-missing"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Empty(_api.Seen);
    }

    [Fact]
    public async Task is_asked_for_with_a_token_where_the_api_takes_tokens()
    {
        await using var api = await TestApi.StartAsync(scopes: [Tokens.Scope]);
        api.Issue = _api.Issue;

        // No region and no credentials: nothing is signed.
        var run = CreateWith(api, _folder.WritePrivate("token", Tokens.Good(api.Pool) + "\n"));

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal("jane", (string?)Assert.Single(api.Seen).Event["requestContext"]!["authorizer"]!["claims"]!["username"]);
        Assert.Equal(("KEY", "600"), (File.ReadAllText(At("private.pem.key")), Mode("private.pem.key")));
    }

    [Fact]
    public async Task is_not_made_for_a_token_that_the_api_does_not_take()
    {
        await using var api = await TestApi.StartAsync(scopes: [Tokens.Scope]);
        var token = Tokens.Lie(api.Pool, api.Pool, "without the scope", api.Clock.GetUtcNow());

        var run = CreateWith(api, _folder.WritePrivate("token", token));

        Assert.Equal((4, "claim-refused"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.DoesNotContain(token, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("jane")]
    [InlineData("a.b.c d")]
    [InlineData("a.b.c\r\nx-more: 1")]
    [InlineData("""{"access_token":"a.b.c"}""")]
    public void is_not_asked_for_with_what_is_no_token(string text)
    {
        var run = CreateWith(_api, _folder.WritePrivate("token", text));

        Assert.Equal((1, "token-malformed"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Empty(_api.Seen);
        if (text.Length > 0) { Assert.DoesNotContain(text, run.Output, StringComparison.Ordinal); }
    }

    [Fact]
    public void is_not_asked_for_with_a_token_that_others_can_read()
    {
        var file = _folder.WritePrivate("token", "a.b.c");
        PrivateFiles.SetMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Assert.Contains("can be read by others", CreateWith(_api, file).Output, StringComparison.Ordinal);
        Assert.Empty(_api.Seen);
    }

    [Theory]
    [InlineData("--device-id", "lamp-7")]
    [InlineData("--template", "lamps", "--token-file", "token")]
    [InlineData("--template", "lamps", "--device-id", "lamp-7")]
    [InlineData("--template", "lamps", "--api", "https://api.example.com", "--device-id", "lamp-7")]
    [InlineData("--api", "https://api.example.com")]
    [InlineData("--api", "https://api.example.com", "--device-id", "a/b")]
    [InlineData("--api", "http://api.example.com", "--device-id", "lamp-7")]
    [InlineData("--api", "https://api.example.com/?a=b", "--device-id", "lamp-7")]
    [InlineData("--api", "api.example.com", "--device-id", "lamp-7")]
    public void needs_options_that_make_sense(params string[] options) => Assert.Equal(2, ToolRun.Of(["claim", "create", .. options]).ExitCode);

    private ToolRun CreateWith(TestApi api, string tokenFile) => ToolRun.Of(Clients() with { Region = () => null, Credentials = () => throw new InvalidOperationException("nothing is signed") },
        "", "claim", "create", "--api", api.Url.ToString(), "--device-id", "lamp-7", "--out", _folder.Path, "--token-file", tokenFile, "--json");

    private ToolRun Create(AwsClients aws, string end, params string[] more) =>
        ToolRun.Of(aws, "", ["claim", "create", "--api", _api.Url.ToString().TrimEnd('/') + end, "--device-id", "lamp-7", "--out", _folder.Path, .. more]);

    private AwsClients Clients(string? secret = null) => new(_ => throw new InvalidOperationException("AWS IoT is not asked"))
    {
        Credentials = () => Task.FromResult(new SigningCredentials(_api.Iam.Operator.AccessKeyId, secret ?? _api.Iam.Operator.SecretAccessKey, _api.Iam.Operator.SessionToken)),
        Region = () => "us-east-1",
    };

    private static FunctionResult Answer(int status, string body) => TestApi.Answer(new() { ["statusCode"] = status, ["body"] = body });

    private string At(string end) => Path.Combine(_folder.Path, $"device-client-fp.{end}");

    private string Mode(string end) => Convert.ToString((int)File.GetUnixFileMode(At(end)), 8);
}
