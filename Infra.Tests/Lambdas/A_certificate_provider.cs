using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Requests;
using Infra.Lambdas.CertificateProvider;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.IssuerAcmPca;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

public sealed class A_certificate_provider
{
    private readonly MemoryDeviceRegistry _devices = new();
    private readonly TestClock _clock = new();
    private readonly LogReader _log = new("certificate-provider", new MemoryStream());
    private readonly LedgerStore _ledger = new();
    private readonly AccountStore _accounts = new();
    private readonly AuthorityStore _authority;
    private FreshnessRule _freshness = FreshnessRule.NotRequired;
    private readonly string _csr = new CsrRecipe().WithCommonName("SN-1").ToPem();

    public A_certificate_provider()
    {
        _authority = new(_clock);
        _devices.Put("SN-1", new(Records.Of(TestKey.P256), "ready"));
    }

    [Fact]
    public async Task answers_with_a_certificate_of_our_authority_for_the_devices_key()
    {
        var pem = await SignAsync(_csr);

        using var certificate = X509Certificate2.CreateFromPem(pem);
        Assert.Equal("CN=Test issuer", certificate.Issuer);
        Assert.Equal(TestKey.P256.SubjectPublicKeyInfo, certificate.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(["issued"], _log.Outcomes);
    }

    /// <summary>Recorded key x status -> decision.</summary>
    [Theory]
    [InlineData("own key", "blocked", "device_blocked")]
    [InlineData("own key", "Ready", "device_status_unknown")]
    [InlineData("another key", "ready", "key_differs")]
    [InlineData("no key", "ready", "recorded_key_unreadable")]
    public async Task asks_the_authority_for_nothing_the_record_does_not_vouch_for(string record, string status, string expected)
    {
        _devices.Put("SN-1", new(Records.Key(record), status));

        await RefusesAsync(_csr, expected);
    }

    [Fact]
    public async Task refuses_what_the_authorizer_would_refuse()
    {
        await RefusesAsync(null, "csr_missing");
        await RefusesAsync("", "csr_missing");
        await RefusesAsync("CSR", "csr_not_exactly_one");
        await RefusesAsync(_csr + _csr, "csr_not_exactly_one");
        await RefusesAsync(_csr.Replace("CERTIFICATE REQUEST", "CERTIFICATE", StringComparison.Ordinal), "csr_not_exactly_one");
        await RefusesAsync(_csr + new string('\n', 4096), "csr_too_large");
        await RefusesAsync((new CsrRecipe().WithCommonName("SN-1") with { CorruptSignature = true }).ToPem(), "signature_invalid");
        await RefusesAsync(new CsrRecipe().WithCommonName("SN-2").ToPem(), "device_unknown");
    }

    [Fact]
    public async Task asks_for_freshness_where_that_is_set()
    {
        _freshness = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));

        await RefusesAsync(_csr, "freshness_missing");
    }

    [Fact]
    public async Task gives_the_same_certificate_for_the_same_csr()
    {
        Assert.Equal(await SignAsync(_csr), await SignAsync(_csr));

        Assert.Single(_authority.Orders);
    }

    [Fact]
    public async Task fails_in_time_while_the_authority_works_and_then_answers_the_same_csr()
    {
        _authority.LooksInVain = 2;
        var started = _clock.GetUtcNow();

        var thrown = await Assert.ThrowsAsync<CertificateNotProvidedException>(() => SignAsync(_csr));
        var waited = _clock.GetUtcNow() - started;
        var pem = await SignAsync(_csr);

        Assert.Contains("send the same CSR again", thrown.Message, StringComparison.Ordinal);
        Assert.True(waited < TimeSpan.FromSeconds(5), $"{waited}");
        Assert.Equal(2, _authority.Looks - 1);
        Assert.Single(_authority.Orders);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", pem, StringComparison.Ordinal);
        Assert.Equal(["pending", "issued"], _log.Outcomes);
    }

    [Fact]
    public async Task fails_closed_when_the_registry_does_not_answer()
    {
        _devices.Failure = new PortException(PortFailure.Unavailable, "dynamodb:GetItem", new TimeoutException());

        await RefusesAsync(_csr, "fault");

        Assert.Equal(1, Assert.Single(_log.Lines).GetProperty("faults").GetInt32());
    }

    private async Task RefusesAsync(string? csr, string expected)
    {
        var thrown = await Assert.ThrowsAsync<CertificateNotProvidedException>(() => SignAsync(csr));

        Assert.Equal("the CSR is not signed; the log says why", thrown.Message);
        Assert.Equal(expected, _log.Outcomes.Last());
        Assert.Empty(_authority.Orders);
    }

    private async Task<string> SignAsync(string? csr)
    {
        var process = new Process();
        var issuer = new AcmPcaIssuer(new MemoryAuthority(_authority, process), registration: null, TimeSpan.FromDays(90), _clock);
        var allowance = new DeviceAllowance(new MemoryDeviceAccounts(_accounts, process), new MemoryRetirementAgenda([], process), new(TimeSpan.FromMinutes(10), 5, TimeSpan.FromDays(7)), _clock);
        var handler = new CertificateProviderHandler(
            _devices, _freshness, new Issuance(issuer, new MemoryLedger(_ledger, process), allowance, new LoadShedder(6_000, _clock), _clock), _log.Log(_clock), _clock);
        var answer = await handler.HandleAsync(
            new() { CertificateSigningRequest = csr, PrincipalId = new string('a', 64) }, new Invocation(Guid.NewGuid().ToString(), _clock.GetUtcNow().AddSeconds(5)));
        return answer.CertificatePem;
    }
}
