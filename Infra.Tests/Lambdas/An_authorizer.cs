using System.Formats.Asn1;
using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity;
using Infra.Identity.Keys;
using Infra.Identity.Requests;
using Infra.Lambdas.Authorizer;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

public sealed class An_authorizer
{
    private const string MethodArn = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3/prod/POST/new";

    private readonly MemoryDeviceRegistry _devices = new();
    private readonly TestClock _clock = new();
    private FreshnessRule _freshness = FreshnessRule.NotRequired;
    private readonly LogReader _log = new("authorizer", new MemoryStream());

    [Fact]
    public async Task lets_the_holder_of_the_recorded_key_call_exactly_the_called_method()
    {
        var csr = new CsrRecipe().WithCommonName("SN-1");
        _devices.Put("SN-1", new(Recorded(csr.Key), "ready"));

        var header = csr.ToHeader();

        var answer = await AskAsync(header);

        Assert.Equal("SN-1", answer.PrincipalID);
        var statement = Assert.Single(answer.PolicyDocument.Statement);
        Assert.Equal(("Allow", "execute-api:Invoke", MethodArn), (statement.Effect, Assert.Single(statement.Action), Assert.Single(statement.Resource)));
        Assert.Equal("2012-10-17", answer.PolicyDocument.Version);
        Assert.Equal("SN-1", answer.Context["deviceId"]);
        Assert.Equal(Sha256Digest.Of(SignatureForms.Lower(Convert.FromBase64String(header))).ToString(), answer.Context["csrSha256"]);
        Assert.Equal(Sha256Digest.Of(csr.Key.SubjectPublicKeyInfo).ToString(), answer.Context["spkiSha256"]);
    }

    /// <summary>CSR key x record -> decision.</summary>
    [Theory]
    [InlineData("own key", "ready", "allowed")]
    [InlineData("own key", null, "allowed")]
    [InlineData("own key", "blocked", "device_blocked")]
    [InlineData("own key", "READY", "device_status_unknown")]
    [InlineData("own key", "", "device_status_unknown")]
    [InlineData("another key", "ready", "key_differs")]
    [InlineData("another key", null, "key_differs")]
    [InlineData("another key", "blocked", "device_blocked")]
    [InlineData("no key", "ready", "recorded_key_unreadable")]
    [InlineData("no key", null, "recorded_key_unreadable")]
    [InlineData("nonsense", "ready", "recorded_key_unreadable")]
    [InlineData("no record", null, "device_unknown")]
    public async Task decides_by_key_and_status(string record, string? status, string expected)
    {
        var csr = new CsrRecipe().WithCommonName("SN-1");
        if (record != "no record")
        {
            _devices.Put("SN-1", new(
                record switch { "own key" => Recorded(TestKey.P256), "another key" => Recorded(TestKey.OtherP256), "nonsense" => "!", _ => null }, status));
        }

        var answer = await AskAsync(csr.ToHeader());

        Assert.Equal(expected == "allowed" ? "Allow" : "Deny", Assert.Single(answer.PolicyDocument.Statement).Effect);
        Assert.Equal([expected], _log.Outcomes);
    }

    [Fact]
    public async Task answers_every_refusal_alike()
    {
        var known = new CsrRecipe().WithCommonName("SN-1");
        _devices.Put("SN-1", new(Recorded(TestKey.P256), "ready"));
        _devices.Put("SN-2", new(Recorded(TestKey.P256), "blocked"));
        string?[] headers =
        [
            null,
            "no base64",
            (known with { CorruptSignature = true }).ToHeader(),
            (known with { Key = TestKey.OtherP256 }).ToHeader(),
            known.WithCommonName("SN-2").ToHeader(),
            known.WithCommonName("SN-3").ToHeader(),
        ];

        var answers = new List<APIGatewayCustomAuthorizerResponse>();
        foreach (var header in headers)
        {
            answers.Add(await AskAsync(header));
        }

        Assert.All(answers, answer =>
        {
            Assert.Equal("nobody", answer.PrincipalID);
            Assert.Null(answer.Context);
            var statement = Assert.Single(answer.PolicyDocument.Statement);
            Assert.Equal(("Deny", MethodArn), (statement.Effect, Assert.Single(statement.Resource)));
        });
        Assert.Equal(["csr_missing", "csr_not_base64", "signature_invalid", "key_differs", "device_blocked", "device_unknown"], _log.Outcomes);
    }

    [Fact]
    public async Task looks_nobody_up_whose_csr_proves_nothing()
    {
        await AskAsync((new CsrRecipe() with { CorruptSignature = true }).ToHeader());

        Assert.Equal(0, _devices.Lookups);
    }

    [Theory]
    [InlineData("device-csr")]
    [InlineData("Device-Csr")]
    [InlineData("DEVICE-CSR")]
    public async Task finds_the_header_in_any_case(string name)
    {
        _devices.Put("SN-0001", new(Recorded(TestKey.P256), null));
        var header = new CsrRecipe().ToHeader();

        var answers = new[]
        {
            await Handler().HandleAsync(new() { MethodArn = MethodArn, Headers = new Dictionary<string, string> { [name] = header } }, Invocation()),
            await Handler().HandleAsync(
                new() { MethodArn = MethodArn, MultiValueHeaders = new Dictionary<string, IList<string>> { [name] = [header] } }, Invocation()),
        };

        Assert.All(answers, answer => Assert.Equal("SN-0001", answer.PrincipalID));
    }

    [Fact]
    public async Task refuses_a_header_that_came_twice()
    {
        _devices.Put("SN-0001", new(Recorded(TestKey.P256), null));
        var header = new CsrRecipe().ToHeader();
        IDictionary<string, IList<string>>[] doubled =
        [
            new Dictionary<string, IList<string>> { ["device-csr"] = [header, header] },
            new Dictionary<string, IList<string>> { ["device-csr"] = [header], ["Device-CSR"] = [header] },
        ];

        foreach (var headers in doubled)
        {
            var answer = await Handler().HandleAsync(
                new() { MethodArn = MethodArn, Headers = new Dictionary<string, string> { ["device-csr"] = header }, MultiValueHeaders = headers }, Invocation());
            Assert.Equal("nobody", answer.PrincipalID);
        }

        Assert.Equal(["csr_repeated", "csr_repeated"], _log.Outcomes);
    }

    [Fact]
    public async Task fails_rather_than_decides_when_the_registry_does_not_answer()
    {
        _devices.Failure = new PortException(PortFailure.Unavailable, "dynamodb:GetItem", new TimeoutException());

        var thrown = await Assert.ThrowsAsync<PortException>(() => AskAsync(new CsrRecipe().ToHeader()));

        // API Gateway makes 401 of the message "Unauthorized" and 500 of any other: a failure must not look like a verdict.
        Assert.NotEqual("Unauthorized", thrown.Message);
        var line = Assert.Single(_log.Lines);
        Assert.Equal(("error", 1), (line.GetProperty("level").GetString(), line.GetProperty("faults").GetInt32()));
    }

    [Fact]
    public async Task logs_ids_and_codes_but_neither_csr_nor_key()
    {
        var csr = new CsrRecipe();
        _devices.Put("SN-0001", new(Recorded(csr.Key), null));
        var header = csr.ToHeader();

        await AskAsync(header);

        var line = Assert.Single(_log.Lines);
        Assert.Equal("SN-0001", line.GetProperty("deviceId").GetString());
        Assert.Equal("request-1", line.GetProperty("requestId").GetString());
        Assert.DoesNotContain(header[..40], _log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Recorded(csr.Key)[..40], _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task counts_in_the_embedded_metric_format()
    {
        await AskAsync(null);

        var line = Assert.Single(_log.Lines);
        var directive = line.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0];
        Assert.Equal("Provisioning", directive.GetProperty("Namespace").GetString());
        Assert.All(directive.GetProperty("Metrics").EnumerateArray(), metric => Assert.True(line.TryGetProperty(metric.GetProperty("Name").GetString()!, out _)));
        Assert.Equal(
            ["widgiot authorizer", $"widgiot authorizer {_log.Outcomes.Single()}"],
            directive.GetProperty("Dimensions").EnumerateArray().Select(set => string.Join(' ', set.EnumerateArray().Select(name => line.GetProperty(name.GetString()!).GetString()))));
    }

    /// <summary>At most five minutes old: seconds since the request was signed -> decision.</summary>
    [Theory]
    [InlineData(10, "allowed")]
    [InlineData(361, "freshness_expired")]
    [InlineData(-61, "freshness_in_future")]
    public async Task admits_what_was_signed_a_moment_ago_where_freshness_is_asked_for(int age, string expected)
    {
        _freshness = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));
        _devices.Put("SN-1", new(Recorded(TestKey.P256), "ready"));

        await AskAsync(Fresh(age).ToHeader());

        Assert.Equal([expected], _log.Outcomes);
        Assert.Equal("SN-1", Assert.Single(_log.Lines).GetProperty("deviceId").GetString());
        Assert.Equal(expected == "allowed" ? 1 : 0, _devices.Lookups);
    }

    [Fact]
    public async Task believes_only_a_freshness_value_that_the_device_has_signed()
    {
        _freshness = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));
        _devices.Put("SN-1", new(Recorded(TestKey.P256), "ready"));
        var old = Fresh(age: 3600).ToDer();
        var (then, now) = (Encoding.ASCII.GetBytes("05:00:00Z"), Encoding.ASCII.GetBytes("06:00:00Z"));
        now.CopyTo(old.AsSpan(old.AsSpan().IndexOf(then)));

        await AskAsync(Convert.ToBase64String(old));
        await AskAsync(new CsrRecipe().WithCommonName("SN-1").ToHeader());

        Assert.Equal(["signature_invalid", "freshness_missing"], _log.Outcomes);
    }

    /// <summary>What freshness gives, and what it does not: within its window a request can be sent again by anybody, and gets what it got before.</summary>
    [Fact]
    public async Task admits_a_replay_within_the_window_which_gets_the_same_certificate_and_none_after_it()
    {
        var world = new IssuerWorld { Header = Fresh(age: 0).ToHeader() };
        _freshness = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));
        _devices.Put("SN-1", new(Recorded(TestKey.P256), "ready"));
        var first = await world.PostAsync(world.AcmPca(direct: false));

        _clock.Advance(TimeSpan.FromMinutes(5));
        await AskAsync(world.Header);
        var replayed = await world.PostAsync(world.AcmPca(direct: false));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await AskAsync(world.Header);

        Assert.Equal(["allowed", "freshness_expired"], _log.Outcomes);
        Assert.Equal(first.Body, replayed.Body);
        Assert.Single(world.Authority.Orders);
    }

    private CsrRecipe Fresh(int age) => new CsrRecipe().WithCommonName("SN-1") with
    {
        Attributes = [("1.2.840.113549.1.9.7", [CsrRecipe.Encode(writer => writer.WriteCharacterString(
            UniversalTagNumber.PrintableString, FreshnessValue.Write(_clock.GetUtcNow().AddSeconds(-age), new byte[8])))])],
    };

    private static string Recorded(TestKey key)
    {
        Assert.True(DeviceKey.TryRead(key.SubjectPublicKeyInfo, out var read, out _));
        return RecordedKey.Write(read);
    }

    private Task<APIGatewayCustomAuthorizerResponse> AskAsync(string? header) => Handler().HandleAsync(
        new()
        {
            MethodArn = MethodArn,
            MultiValueHeaders = header is null ? new Dictionary<string, IList<string>>() : new Dictionary<string, IList<string>> { ["device-csr"] = [header] },
        },
        Invocation());

    private AuthorizerHandler Handler() => new(_devices, _freshness, _log.Log(_clock), _clock);

    private Invocation Invocation() => new("request-1", _clock.GetUtcNow().AddSeconds(10));
}
