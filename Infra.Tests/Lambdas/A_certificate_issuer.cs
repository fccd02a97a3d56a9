using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>What both issuers do; run on the one of ACM PCA unless it is about the difference.</summary>
public sealed class A_certificate_issuer
{
    private readonly IssuerWorld _world = new();

    [Fact]
    public async Task answers_with_certificate_chain_endpoint_and_end()
    {
        var answer = await _world.PostAsync(_world.AcmPca(direct: false));

        Assert.Equal((200, "application/json"), (answer.StatusCode, answer.Headers["Content-Type"]));
        using var body = JsonDocument.Parse(answer.Body);
        var leafPem = body.RootElement.GetProperty("certificate").GetString()!;
        using var leaf = X509Certificate2.CreateFromPem(leafPem);
        Assert.Equal(TestKey.P256.SubjectPublicKeyInfo, leaf.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(_world.Authority.Pem + "\n", body.RootElement.GetProperty("certificateChain").GetString());
        Assert.Equal(IssuerWorld.Endpoint, body.RootElement.GetProperty("endpoint").GetString());
        Assert.Equal(leaf.NotAfter.ToUniversalTime(), body.RootElement.GetProperty("notAfter").GetDateTimeOffset());
        Assert.Equal(["certificate", "certificateChain", "endpoint", "notAfter"], body.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("application/x-pem-file", "application/x-pem-file")]
    [InlineData("text/plain", "text/plain")]
    [InlineData("text/html, Text/Plain;q=0.5", "text/plain")]
    [InlineData("application/json, text/plain", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData(null, "application/json")]
    public async Task answers_in_the_form_that_was_asked_for(string? accept, string expected)
    {
        var answer = await _world.PostAsync(_world.AcmPca(direct: false), accept);

        Assert.Equal(expected, answer.Headers["Content-Type"]);
        if (expected != "application/json")
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(answer.Body);
            Assert.Equal(["CN=SN-1", "CN=Test issuer"], certificates.Select(certificate => certificate.Subject));
        }
    }

    public static TheoryData<string> Mismatches => ["no authorizer", "no context", "other digest", "other device", "digest in capitals"];

    [Theory]
    [MemberData(nameof(Mismatches))]
    public async Task refuses_a_csr_that_is_not_the_one_the_authorizer_saw(string mismatch)
    {
        var answer = await _world.PostAsync(_world.AcmPca(direct: false), change: request =>
        {
            var context = request.RequestContext.Authorizer;
            switch (mismatch)
            {
                case "no authorizer": request.RequestContext = null!; break;
                case "no context": context.Clear(); break;
                case "other digest": context["csrSha256"] = Sha256Digest.Of("x"u8).ToString(); break;
                case "other device": context["deviceId"] = "SN-2"; break;
                default: context["csrSha256"] = ((string)context["csrSha256"]).ToUpperInvariant(); break;
            }
        });

        AssertProblem(answer, 403, "csr_not_authorized");
        Assert.Empty(_world.Ledger.Items);
    }

    [Fact]
    public async Task verifies_the_csr_itself_whatever_the_authorizer_said()
    {
        var bad = new CsrRecipe { CorruptSignature = true }.ToHeader();

        var answer = await _world.PostAsync(_world.AcmPca(direct: false), change: request => request.MultiValueHeaders["Device-Csr"] = [bad]);

        AssertProblem(answer, 400, "csr_invalid");
        Assert.Contains("signature_invalid", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task gives_the_same_certificate_for_the_same_csr()
    {
        var first = await _world.PostAsync(_world.AcmPca(direct: false));
        _world.Clock.Advance(TimeSpan.FromDays(30));
        var second = await _world.PostAsync(_world.AcmPca(direct: false));

        Assert.Equal(first.Body, second.Body);
        Assert.Single(_world.Authority.Orders);
    }

    /// <summary>The authorizer saw one form, the issuer is given the other: the same subject, key and attributes, by the same signer.</summary>
    [Fact]
    public async Task takes_both_forms_of_a_signature_as_the_same_csr()
    {
        var first = await _world.PostAsync(_world.AcmPca(direct: false));
        var other = Convert.ToBase64String(SignatureForms.Other(Convert.FromBase64String(_world.Header)));
        _world.Clock.Advance(TimeSpan.FromDays(30));

        var second = await _world.PostAsync(_world.AcmPca(direct: false), change: request => request.MultiValueHeaders["Device-Csr"] = [other]);

        Assert.Equal((200, first.Body), (second.StatusCode, second.Body));
        Assert.Single(_world.Authority.Orders);
        Assert.Single(_world.Ledger.Items);
        Assert.Single(Assert.Single(_world.Accounts.Items.Values).Certificates);
    }

    [Fact]
    public async Task gives_another_certificate_for_another_csr_of_the_device()
    {
        await _world.PostAsync(_world.AcmPca(direct: false));
        _world.Header = new CsrRecipe().WithCommonName("SN-1").ToHeader(); // ECDSA signatures differ each time

        await _world.PostAsync(_world.AcmPca(direct: false));

        Assert.Equal(2, _world.Authority.Orders.Select(order => order.IdempotencyToken).Distinct().Count());
    }

    [Fact]
    public async Task gives_a_new_certificate_once_the_old_one_has_ended()
    {
        await _world.PostAsync(_world.AcmPca(direct: false));
        _world.Clock.Advance(TimeSpan.FromDays(91));

        var answer = await _world.PostAsync(_world.AcmPca(direct: false));

        using var body = JsonDocument.Parse(answer.Body);
        Assert.True(body.RootElement.GetProperty("notAfter").GetDateTimeOffset() > _world.Clock.GetUtcNow().AddDays(89));
        Assert.Equal(2, _world.Authority.Certificates.Count);
    }

    [Fact]
    public async Task asks_the_device_to_come_back_while_the_authority_is_at_it()
    {
        _world.Authority.LooksInVain = 3;

        var pending = await _world.PostAsync(_world.AcmPca(direct: false));
        var later = await _world.PostAsync(_world.AcmPca(direct: false));

        Assert.Equal(202, pending.StatusCode);
        Assert.InRange(int.Parse(pending.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 10);
        Assert.Equal(200, later.StatusCode);
        Assert.Single(_world.Authority.Orders);
    }

    [Fact]
    public async Task looks_at_most_three_times_a_run()
    {
        _world.Authority.LooksInVain = 100;

        await _world.PostAsync(_world.AcmPca(direct: false));

        Assert.Equal(3, _world.Authority.Looks);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)] // it still has to register
    public async Task stops_looking_when_time_runs_out(bool direct, int looks)
    {
        _world.Authority.LooksInVain = 100;

        var answer = await _world.PostAsync(_world.AcmPca(direct), time: TimeSpan.FromSeconds(5));

        Assert.Equal((202, looks), (answer.StatusCode, _world.Authority.Looks));
    }

    [Fact]
    public async Task answers_before_lambda_ends_it_and_leaves_the_record_free()
    {
        var late = await _world.PostAsync(_world.AcmPca(direct: false), time: TimeSpan.FromSeconds(0.5));
        var retry = await _world.PostAsync(_world.AcmPca(direct: false));

        Assert.Equal((202, 200), (late.StatusCode, retry.StatusCode));
        Assert.Single(_world.Authority.Orders);
    }

    [Fact]
    public async Task starts_over_when_the_authority_lost_the_request()
    {
        _world.Authority.LosesRequests = true;
        var pending = await _world.PostAsync(_world.AcmPca(direct: false));
        _world.Authority.LosesRequests = false;

        var answer = await _world.PostAsync(_world.AcmPca(direct: false));

        Assert.Equal((202, 200), (pending.StatusCode, answer.StatusCode));
        Assert.Equal(2, _world.Authority.Orders.Select(order => order.IdempotencyToken).Distinct().Count());
    }

    [Fact]
    public async Task lets_no_certificate_outlive_the_authority()
    {
        var world = new IssuerWorld(authorityLife: TimeSpan.FromDays(30));

        await world.PostAsync(world.AcmPca(direct: false));

        var order = Assert.Single(world.Authority.Orders);
        Assert.InRange(order.NotAfter, world.Authority.NotAfter.AddMinutes(-2), world.Authority.NotAfter.AddSeconds(-1));
    }

    [Fact]
    public async Task asks_for_the_validity_it_is_set_to()
    {
        await _world.PostAsync(_world.AcmPca(direct: false));

        Assert.Equal(_world.Clock.GetUtcNow().AddDays(90), Assert.Single(_world.Authority.Orders).NotAfter, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task issues_nothing_from_an_authority_in_its_last_day()
    {
        var world = new IssuerWorld(authorityLife: TimeSpan.FromHours(20));

        AssertProblem(await world.PostAsync(world.AcmPca(direct: false)), 503, "authority_expiring");
        Assert.Empty(world.Authority.Orders);
    }

    [Fact]
    public async Task makes_a_token_that_acm_pca_takes_and_that_is_the_devices_own()
    {
        var other = new IssuerWorld { Header = new CsrRecipe().WithCommonName("SN-1").ToHeader() };
        await _world.PostAsync(_world.AcmPca(direct: false));
        await other.PostAsync(other.AcmPca(direct: false));

        var tokens = new[] { _world, other }.Select(world => Assert.Single(world.Authority.Orders).IdempotencyToken).ToArray();
        Assert.All(tokens, token => Assert.Matches("^[0-9a-f]{32}$", token));
        Assert.NotEqual(tokens[0], tokens[1]);
    }

    [Fact]
    public async Task lets_only_one_of_two_runs_at_once_ask_the_authority()
    {
        var gate = new TaskCompletionSource();
        var first = _world.PostAsync(_world.AcmPca(direct: false, gate: gate.Task));

        var second = await _world.PostAsync(_world.AcmPca(direct: false));
        gate.SetResult();

        Assert.Equal((200, 202), ((await first).StatusCode, second.StatusCode));
        Assert.Single(_world.Authority.Orders);
    }

    [Theory]
    [InlineData(nameof(PortFailure.Throttled), 429, "throttled", true)]
    [InlineData(nameof(PortFailure.Unavailable), 503, "authority_unavailable", true)]
    [InlineData(nameof(PortFailure.Rejected), 400, "csr_rejected", false)]
    public async Task tells_the_device_what_to_do_when_the_authority_fails(string failure, int status, string code, bool again)
    {
        var exception = new PortException(Enum.Parse<PortFailure>(failure), "acm-pca:IssueCertificate", new InvalidOperationException("inner"));

        var answer = await _world.PostAsync(_world.AcmPca(direct: false, failure: exception));

        AssertProblem(answer, status, code);
        Assert.Equal(again, answer.Headers.ContainsKey("Retry-After"));
        Assert.DoesNotContain("inner", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task answers_and_counts_a_fault_of_its_own()
    {
        var answer = await _world.PostAsync(_world.AcmPca(direct: false, failure: new InvalidCastException("a defect")));

        AssertProblem(answer, 503, "internal_error");
        var line = Assert.Single(_world.Log.Lines);
        Assert.Equal(1, line.GetProperty("faults").GetInt32());
        Assert.Contains("a defect", line.GetProperty("fault").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task lets_a_retry_in_at_once_after_a_failure()
    {
        await _world.PostAsync(_world.AcmPca(direct: false, failure: new InvalidCastException("a defect")));

        Assert.Equal(200, (await _world.PostAsync(_world.AcmPca(direct: false))).StatusCode);
    }

    [Fact]
    public async Task logs_neither_csr_nor_certificate()
    {
        var answer = await _world.PostAsync(_world.AcmPca(direct: false), "text/plain");

        Assert.DoesNotContain(_world.Header[..40], _world.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Body.Split('\n')[1], _world.Log.Text, StringComparison.Ordinal);
        Assert.Equal("SN-1", Assert.Single(_world.Log.Lines).GetProperty("deviceId").GetString());
    }

    [Fact]
    public void has_problems_with_codes_of_their_own_in_one_voice()
    {
        Assert.Equal(Problem.All.Count, Problem.All.Select(problem => problem.Code).Distinct().Count());
        Assert.All(Problem.All, problem =>
        {
            Assert.Matches("^[a-z_]+$", problem.Code);
            Assert.True(char.IsLower(problem.Detail[0]) && !problem.Detail.EndsWith('.'));
        });
    }

    [Fact]
    public void spreads_a_fleet_that_comes_back()
    {
        var waits = Enumerable.Range(0, 200).Select(number => RetryAfter.Seconds(15, DeviceId.Parse($"SN-{number}"))).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, 15, 30));
        Assert.True(waits.Distinct().Count() > 10);
        Assert.Equal(RetryAfter.Seconds(15, DeviceId.Parse("SN-1")), RetryAfter.Seconds(15, DeviceId.Parse("SN-1")));
    }

    private static void AssertProblem(APIGatewayProxyResponse answer, int status, string code)
    {
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Headers["Content-Type"]));
        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal((code, status), (body.RootElement.GetProperty("code").GetString(), body.RootElement.GetProperty("status").GetInt32()));
        Assert.StartsWith("request-", body.RootElement.GetProperty("instance").GetString(), StringComparison.Ordinal);
    }
}
