using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Functions;

namespace Infra.Tests.Local.ApiGateway;

public sealed class A_rest_api
{
    private static readonly (string, string)[] complete = [("Device-CSR", "abc"), ("x-batch", "7")];

    [Fact]
    public async Task asks_the_authorizer_then_the_function_and_hands_the_context_on_as_text()
    {
        await using var api = await TestApi.StartAsync();

        var (status, body, response) = await api.SendAsync("POST", "new?one=1&one=2", complete);

        Assert.Equal((200, "issued", "1"), (status, body, response.Headers.GetValues("X-Own").Single()));
        var (authorizer, issuer) = (api.Seen[0], api.Seen[1]);
        Assert.Equal(("authorizer", "issuer"), (authorizer.Function, issuer.Function));
        Assert.Equal("REQUEST", (string?)authorizer.Event["type"]);
        // Header names as the client wrote them.
        Assert.Equal("abc", (string?)authorizer.Event["headers"]!["Device-CSR"]);
        Assert.Equal("""["1","2"]""", authorizer.Event["multiValueQueryStringParameters"]!["one"]!.ToJsonString());
        Assert.Equal("/live/new", (string?)issuer.Event["requestContext"]!["path"]);
        Assert.Equal("device-1", (string?)issuer.Event["requestContext"]!["authorizer"]!["principalId"]);
        Assert.Equal("3", (string?)issuer.Event["requestContext"]!["authorizer"]!["attempt"]);
        Assert.Equal("true", (string?)issuer.Event["requestContext"]!["authorizer"]!["fresh"]);
    }

    [Fact]
    public async Task calls_each_function_in_the_name_that_its_permission_must_carry()
    {
        await using var api = await TestApi.StartAsync();
        await api.SendAsync("POST", "new", complete);

        var prefix = $"arn:aws:execute-api:us-east-1:123456789012:{api.ApiId}";
        Assert.StartsWith($"{prefix}/authorizers/", api.Seen[0].Source["aws:SourceArn"].Single(), StringComparison.Ordinal);
        Assert.Equal($"{prefix}/live/POST/new", api.Seen[1].Source["aws:SourceArn"].Single());
        Assert.Equal($"{prefix}/live/POST/new", (string?)api.Seen[0].Event["methodArn"]);
    }

    [Fact]
    public async Task refuses_a_request_without_the_identity_header_before_asking_anybody()
    {
        await using var api = await TestApi.StartAsync();
        var (status, body, _) = await api.SendAsync("POST", "new");
        Assert.Equal((401, """{"message":"Unauthorized"}"""), (status, body));
        Assert.Empty(api.Seen);
    }

    public static TheoryData<string, int, string> Verdicts => new()
    {
        { "unauthorized", 401, """{"message":"Unauthorized"}""" },
        { "other-error", 500, """{"message":null}""" },
        { "no-permission", 500, """{"message":null}""" },
        { "not-a-policy", 500, """{"message":null}""" },
        { "nested-context", 500, """{"message":null}""" },
        { "other-method", 403, "refused" },
        { "explicit-deny", 403, "refused" },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public async Task answers_for_an_authorizer_that_does_not_allow(string verdict, int expected, string contained)
    {
        await using var api = await TestApi.StartAsync();
        api.Authorize = message => verdict switch
        {
            "unauthorized" => FunctionResult.Failed("Exception", "Unauthorized"),
            "other-error" => FunctionResult.Failed("Exception", "the table is gone"),
            "no-permission" => null,
            "not-a-policy" => TestApi.Answer(new() { ["principalId"] = "x" }),
            "nested-context" => TestApi.Allow((string)message["methodArn"]!, context: new() { ["a"] = new JsonObject() }),
            "other-method" => TestApi.Allow(((string)message["methodArn"]!).Replace("POST/new", "POST/proto", StringComparison.Ordinal)),
            _ => TestApi.Allow((string)message["methodArn"]!, "Deny"),
        };

        var (status, body, _) = await api.SendAsync("POST", "new", complete);

        Assert.Equal(expected, status);
        Assert.Contains(contained, body, StringComparison.Ordinal);
        Assert.Single(api.Seen);
    }

    [Fact]
    public async Task answers_in_the_programs_own_words_where_it_gave_some()
    {
        await using var api = await TestApi.StartAsync();
        api.Authorize = message => TestApi.Allow((string)message["methodArn"]!, "Deny");

        var (_, body, response) = await api.SendAsync("POST", "new", complete);

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(response.Headers.GetValues("x-amzn-RequestId").Single(), (string?)JsonNode.Parse(body)!["id"]);
    }

    [Fact]
    public async Task insists_on_the_headers_that_its_validator_names()
    {
        await using var api = await TestApi.StartAsync();
        var (status, body, _) = await api.SendAsync("POST", "new", ("device-csr", "abc"));
        Assert.Equal((400, """{"message":"Missing required request parameters: [x-batch]"}"""), (status, body));
    }

    [Theory]
    [InlineData("no-permission", 500)]
    [InlineData("error", 502)]
    [InlineData("no-status", 502)]
    [InlineData("a-string", 502)]
    public async Task hides_what_went_wrong_in_the_function(string fault, int expected)
    {
        await using var api = await TestApi.StartAsync();
        api.Issue = _ => fault switch
        {
            "no-permission" => null,
            "error" => FunctionResult.Failed("Exception", "secret detail"),
            "no-status" => TestApi.Answer(new() { ["body"] = "x" }),
            _ => new("\"text\""u8.ToArray(), null),
        };
        var (status, body, _) = await api.SendAsync("POST", "new", complete);
        Assert.Equal((expected, """{"message":"Internal server error"}"""), (status, body));
    }

    [Theory]
    [InlineData("GET", "new", 403, "Missing Authentication Token")]
    [InlineData("POST", "unknown", 403, "Missing Authentication Token")]
    [InlineData("GET", "../other/new", 403, "Forbidden")]
    // It was registered after the deployment was made, so that it is not in it.
    [InlineData("GET", "late", 403, "Missing Authentication Token")]
    public async Task has_only_the_routes_of_its_deployment(string method, string path, int expected, string contained)
    {
        await using var api = await TestApi.StartAsync();
        var (status, body, _) = await api.SendAsync(method, path);
        Assert.Equal(expected, status);
        Assert.Contains(contained, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task answers_a_mock_by_itself()
    {
        await using var api = await TestApi.StartAsync();
        var (status, body, _) = await api.SendAsync("GET", "health");
        Assert.Equal((200, """{"status":"ok"}"""), (status, body));
        Assert.Empty(api.Seen);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(300, 1)]
    public async Task remembers_a_decision_for_as_long_as_the_authorizer_says(int seconds, int asked)
    {
        await using var api = await TestApi.StartAsync(cacheSeconds: seconds);
        await api.SendAsync("POST", "new", complete);
        await api.SendAsync("POST", "new", complete);
        Assert.Equal(asked, api.Seen.Count(seen => seen.Function == "authorizer"));

        api.Clock.Advance(TimeSpan.FromSeconds(301));
        await api.SendAsync("POST", "new", complete);
        Assert.Equal(asked + 1, api.Seen.Count(seen => seen.Function == "authorizer"));
    }

    [Fact]
    public async Task does_not_remember_a_decision_for_another_identity()
    {
        await using var api = await TestApi.StartAsync(cacheSeconds: 300);
        await api.SendAsync("POST", "new", complete);
        await api.SendAsync("POST", "new", ("device-csr", "another"), ("x-batch", "7"));
        Assert.Equal(2, api.Seen.Count(seen => seen.Function == "authorizer"));
    }

    [Fact]
    public async Task throttles_beyond_its_burst_and_recovers_at_its_rate()
    {
        await using var api = await TestApi.StartAsync(rate: 1);
        var statuses = new List<int>();
        for (var i = 0; i < 3; i++) { statuses.Add((await api.SendAsync("GET", "health")).Status); }
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        statuses.Add((await api.SendAsync("GET", "health")).Status);
        Assert.Equal([200, 200, 429, 200], statuses);
    }

    [Fact]
    public async Task throttles_a_method_with_settings_of_its_own_apart_from_the_others()
    {
        await using var api = await TestApi.StartAsync(rate: 1, healthRate: 1);
        for (var i = 0; i < 3; i++) { await api.SendAsync("POST", "new", complete); }

        Assert.Equal(429, (await api.SendAsync("POST", "new", complete)).Status);
        Assert.Equal(200, (await api.SendAsync("GET", "health")).Status);
    }

    [Fact]
    public async Task notes_each_request_in_the_format_of_its_stage()
    {
        await using var api = await TestApi.StartAsync();
        await api.SendAsync("POST", "new", complete);
        await api.SendAsync("POST", "new");

        Assert.Collection(api.Logs.Find("us-east-1", "access")!.Events.Select(logged => logged.Message[(logged.Message.IndexOf(' ', StringComparison.Ordinal) + 1)..]),
            line => Assert.Equal("POST /new 200 device-1 - -", line),
            line => Assert.Equal("POST /new 401 - UNAUTHORIZED -", line));
    }

    [Fact]
    public async Task refuses_headers_beyond_ten_kilobytes()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(431, (await api.SendAsync("POST", "new", ("device-csr", new string('a', 10_240)))).Status);
    }

    [Fact]
    public void cannot_be_deployed_while_a_method_does_nothing()
    {
        var api = new Infra.Local.ApiGateway.RestApi("id", "name", "us-east-1");
        Assert.Contains("doesn't contain any methods", Assert.Throws<AwsException>(() => api.Deploy("one")).Message, StringComparison.Ordinal);
        api.AddMethod(new() { ResourceId = "root", Verb = "GET", AuthorizerId = null, RequiredParameters = [] });
        Assert.Contains("No integration defined", Assert.Throws<AwsException>(() => api.Deploy("one")).Message, StringComparison.Ordinal);
    }
}
