using System.Text.Json;
using Infra.Identity.Contracts;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Telemetry;
using Infra.Tests.StandIns.Lambda;

namespace Infra.Tests.Lambdas;

/// <summary>The executable, from the runtime's side.</summary>
public sealed class A_function
{
    static A_function()
    {
        // The SDK's clients read these from the process; no call is made here.
        foreach (var (name, value) in new[] { ("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test") })
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }

    public static TheoryData<string> Handlers => [.. FunctionContract.All.Select(contract => contract.Handler)];

    [Theory]
    [MemberData(nameof(Handlers))]
    public void starts_with_the_environment_of_its_contract(string handler)
    {
        foreach (var mode in RegistrationModes.All)
        {
            var environment = FunctionContract.For(handler).EnvironmentIn(mode).ToDictionary(name => name, _ => "2");
            environment["_HANDLER"] = handler;
            environment[EnvironmentVariables.RegistrationMode] = mode;
            HashSet<string> read = [];

            FunctionCatalogue.Compose(new FunctionHost(name => { read.Add(name); return environment.GetValueOrDefault(name); }, TimeProvider.System, Stream.Null));

            Assert.Equal(
                FunctionContract.For(handler).EnvironmentIn(mode).Append("_HANDLER").Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public void is_named_by_its_own_variable_where_the_runtime_wants_the_assembly_for_handler(string handler)
    {
        var environment = FunctionContract.For(handler).EnvironmentIn(RegistrationModes.Jitp).ToDictionary(name => name, _ => "2");
        environment["_HANDLER"] = FunctionRuntimes.Assembly;
        environment[EnvironmentVariables.Function] = handler;
        environment[EnvironmentVariables.RegistrationMode] = RegistrationModes.Jitp;
        var named = FunctionCatalogue.Compose(new FunctionHost(environment.GetValueOrDefault, TimeProvider.System, Stream.Null));

        environment["_HANDLER"] = handler;
        Assert.Equal(FunctionCatalogue.Compose(new FunctionHost(environment.GetValueOrDefault, TimeProvider.System, Stream.Null)).GetType(), named.GetType());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task names_everything_that_is_missing_at_once(string handler)
    {
        var api = new RuntimeApiDouble().Enqueue("r-1", "{}");

        var thrown = await Assert.ThrowsAsync<FunctionSettingsException>(() => ServeAsync(api, new() { ["_HANDLER"] = handler }));

        Assert.All(FunctionContract.For(handler).RequiredIn(RegistrationModes.Jitp), name => Assert.Contains(name, thrown.Message, StringComparison.Ordinal));
        var post = Assert.Single(api.Posts);
        Assert.Equal("/2018-06-01/runtime/init/error", post.Path);
        using var error = JsonDocument.Parse(post.Body);
        Assert.Equal(thrown.Message, error.RootElement.GetProperty("errorMessage").GetString());
    }

    /// <summary>Two product lines in one account and region would else count into the same metrics.</summary>
    [Theory]
    [InlineData("gadgiot", "gadgiot")]
    [InlineData(null, "unnamed")]
    public void counts_for_its_product_line(string? sku, string counted)
    {
        using var output = new MemoryStream();
        var host = new FunctionHost(name => name == EnvironmentVariables.Sku ? sku : null, TimeProvider.System, output);

        host.LogOf(new Infra.Lambdas.Hosting.SettingsReader(HandlerNames.Authorizer, host.Environment)).Write(new LogEntry("request-1", "allowed", TimeSpan.Zero));

        using var line = JsonDocument.Parse(output.ToArray());
        Assert.Equal((counted, HandlerNames.Authorizer),
            (line.RootElement.GetProperty(FunctionMetrics.Sku).GetString(), line.RootElement.GetProperty(FunctionMetrics.Handler).GetString()));
    }

    /// <summary>A new version of a function meets an old environment while a deployment goes on.</summary>
    [Theory]
    [MemberData(nameof(Handlers))]
    public void starts_with_no_more_than_what_it_needs(string handler)
    {
        var environment = FunctionContract.For(handler).RequiredIn(RegistrationModes.Jitp).ToDictionary(name => name, _ => "2");
        environment["_HANDLER"] = handler;
        environment[EnvironmentVariables.RegistrationMode] = RegistrationModes.Jitp;

        Assert.NotNull(FunctionCatalogue.Compose(new FunctionHost(environment.GetValueOrDefault, TimeProvider.System, Stream.Null)));
    }

    [Theory]
    [InlineData(EnvironmentVariables.CertificateValidityDays, "0")]
    [InlineData(EnvironmentVariables.CertificateValidityDays, "90d")]
    [InlineData(EnvironmentVariables.CertificateValidityDays, "36501")]
    [InlineData(EnvironmentVariables.RegistrationMode, "both")]
    [InlineData(EnvironmentVariables.MinimumIntervalMinutes, "-1")]
    [InlineData(EnvironmentVariables.MaximumLiveCertificates, "1")]
    [InlineData(EnvironmentVariables.OverlapDays, "366")]
    [InlineData(EnvironmentVariables.IssuancesPerMinute, "0")]
    public void shows_a_value_that_does_not_fit(string name, string value)
    {
        var environment = FunctionContract.For(HandlerNames.IssuerAcmPca).EnvironmentIn(RegistrationModes.Jitp).ToDictionary(variable => variable, _ => "2");
        environment["_HANDLER"] = HandlerNames.IssuerAcmPca;
        environment[EnvironmentVariables.RegistrationMode] = RegistrationModes.Jitp;
        environment[name] = value;

        var thrown = Assert.Throws<FunctionSettingsException>(
            () => FunctionCatalogue.Compose(new FunctionHost(environment.GetValueOrDefault, TimeProvider.System, Stream.Null)));

        Assert.Contains($"{name} is '{value}'; it must be", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task says_which_handlers_there_are_if_the_named_one_is_none()
    {
        var thrown = await Assert.ThrowsAsync<FunctionSettingsException>(
            () => ServeAsync(new RuntimeApiDouble().Enqueue("r-1", "{}"), new() { ["_HANDLER"] = "issuer" }));

        Assert.Equal(
            "_HANDLER is 'issuer'; it must be one of authorizer, issuer-acm-pca, issuer-iot-core, pre-provisioning-hook, claim-vendor, registration-activator, certificate-provider, certificate-retirer",
            thrown.Message);
    }

    [Fact]
    public async Task answers_the_authorizer_event_of_api_gateway()
    {
        var api = new RuntimeApiDouble().Enqueue(
            "r-1",
            """
            {
              "type": "REQUEST", "methodArn": "arn:aws:execute-api:us-east-1:123456789012:a/prod/POST/new", "resource": "/new", "path": "/new", "httpMethod": "POST",
              "headers": { "device-csr": "none!" }, "multiValueHeaders": { "device-csr": ["none!"] },
              "queryStringParameters": {}, "multiValueQueryStringParameters": {}, "pathParameters": {}, "stageVariables": {},
              "requestContext": { "resourceId": "r", "resourcePath": "/new", "httpMethod": "POST", "identity": { "sourceIp": "192.0.2.1", "clientCert": null }, "apiId": "a" }
            }
            """,
            ("Lambda-Runtime-Deadline-Ms", Deadline));

        var log = await ServeAsync(api, new() { ["_HANDLER"] = HandlerNames.Authorizer, [EnvironmentVariables.DeviceTable] = "devices" });

        var post = Assert.Single(api.Posts);
        Assert.Equal("/2018-06-01/runtime/invocation/r-1/response", post.Path);
        Assert.Equal(
            """{"principalId":"nobody","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["execute-api:Invoke"],"Resource":["arn:aws:execute-api:us-east-1:123456789012:a/prod/POST/new"]}]}}""",
            post.Body);
        Assert.Contains("\"csr_not_base64\"", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task answers_the_proxy_event_of_api_gateway()
    {
        var api = new RuntimeApiDouble().Enqueue(
            "r-1",
            """{"resource":"/proto","path":"/proto","httpMethod":"POST","headers":null,"multiValueHeaders":null,"requestContext":{"authorizer":null},"body":null,"isBase64Encoded":false}""",
            ("Lambda-Runtime-Deadline-Ms", Deadline));
        var environment = FunctionContract.For(HandlerNames.IssuerIotCore).EnvironmentIn(RegistrationModes.Jitp).ToDictionary(name => name, _ => "2");
        environment["_HANDLER"] = HandlerNames.IssuerIotCore;

        await ServeAsync(api, environment);

        using var answer = JsonDocument.Parse(Assert.Single(api.Posts).Body);
        Assert.Equal(400, answer.RootElement.GetProperty("statusCode").GetInt32());
        Assert.Equal("application/problem+json", answer.RootElement.GetProperty("headers").GetProperty("Content-Type").GetString());
        using var problem = JsonDocument.Parse(answer.RootElement.GetProperty("body").GetString()!);
        Assert.Equal("csr_invalid", problem.RootElement.GetProperty("code").GetString());
        Assert.Equal("r-1", problem.RootElement.GetProperty("instance").GetString());
    }

    private static string Deadline => DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> ServeAsync(RuntimeApiDouble api, Dictionary<string, string> environment)
    {
        using var log = new MemoryStream();
        var host = new FunctionHost(environment.GetValueOrDefault, TimeProvider.System, log);
        await api.ServeAsync((client, end) => host.RunAsync(client, end));
        return System.Text.Encoding.UTF8.GetString(log.ToArray());
    }
}
