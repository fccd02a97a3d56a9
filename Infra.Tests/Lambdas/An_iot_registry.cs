using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;
using Infra.Identity;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Ports;
using Infra.Local.Aws;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;
using Infra.Tests.Local.Iot;

namespace Infra.Tests.Lambdas;

/// <summary>What every body of the port must do.</summary>
public abstract class An_iot_registry
{
    private const string Policy = TestIot.DevicePolicyName;

    private static readonly DeviceId _device = DeviceId.Parse("SN-1");

    private protected abstract IIotRegistry Registry { get; }

    /// <summary>A certificate of a registered authority, and the authority's own.</summary>
    private protected abstract (string CertificatePem, string AuthorityPem) OfAnAuthority();

    /// <summary>A certificate that a device's first connection brought, still pending.</summary>
    private protected abstract Task<string> FirstConnectionAsync();

    [Fact]
    public async Task makes_an_inactive_certificate_for_the_key_of_the_csr()
    {
        var certificate = await CreateAsync();

        using var parsed = X509Certificate2.CreateFromPem(certificate.Pem);
        Assert.Equal(TestKey.P256.SubjectPublicKeyInfo, parsed.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(IotCertificateStatus.Inactive, certificate.Status);
        Assert.Equal(parsed.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), certificate.Id);
        Assert.EndsWith($":cert/{certificate.Id}", certificate.Arn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task makes_another_certificate_for_the_same_csr()
    {
        var csr = new CsrRecipe().ToPem();

        Assert.NotEqual((await Registry.CreateAsync(csr, default)).Id, (await Registry.CreateAsync(csr, default)).Id);
    }

    [Fact]
    public async Task registers_a_certificate_of_an_authority_inactive()
    {
        var (certificatePem, authorityPem) = OfAnAuthority();

        var registered = await Registry.RegisterAsync(certificatePem, authorityPem, default);

        Assert.Equal(IotCertificateStatus.Inactive, registered.Status);
        Assert.Equal(registered.Id, (await Registry.FindAsync(registered.Id, default))?.Id);
    }

    [Fact]
    public async Task finds_a_certificate_that_is_registered_already_as_it_is()
    {
        var (certificatePem, authorityPem) = OfAnAuthority();
        var first = await Registry.RegisterAsync(certificatePem, authorityPem, default);
        await Registry.ActivateAsync(first, default);

        var second = await Registry.RegisterAsync(certificatePem, authorityPem, default);

        Assert.Equal((first.Id, first.Arn, IotCertificateStatus.Active), (second.Id, second.Arn, second.Status));
    }

    [Fact]
    public async Task finds_nothing_that_is_not_there() => Assert.Null(await Registry.FindAsync(new string('0', 64), default));

    [Fact]
    public async Task shows_in_which_state_a_certificate_is()
    {
        var certificate = await CreateAsync();
        List<IotCertificateStatus?> seen = [];

        await Registry.ActivateAsync(certificate, default);
        seen.Add((await Registry.FindAsync(certificate.Id, default))?.Status);
        await Registry.DeactivateAsync(certificate, default);
        seen.Add((await Registry.FindAsync(certificate.Id, default))?.Status);
        await Registry.RevokeAsync(certificate, default);
        seen.Add((await Registry.FindAsync(certificate.Id, default))?.Status);

        Assert.Equal([IotCertificateStatus.Active, IotCertificateStatus.Inactive, IotCertificateStatus.Withdrawn], seen);
    }

    [Fact]
    public async Task shows_a_certificate_that_came_with_a_connection_as_pending_until_it_is_activated()
    {
        var id = await FirstConnectionAsync();
        var pending = await Registry.FindAsync(id, default);

        await Registry.ActivateAsync(pending!, default);

        Assert.Equal(IotCertificateStatus.Pending, pending!.Status);
        Assert.Equal(IotCertificateStatus.Active, (await Registry.FindAsync(id, default))?.Status);
    }

    [Fact]
    public async Task takes_every_step_of_a_registration_twice()
    {
        var certificate = await CreateAsync();

        for (var round = 0; round < 2; round++)
        {
            await Registry.EnsureThingAsync(_device, default);
            await Registry.AttachPolicyAsync(Policy, certificate, default);
            await Registry.AttachThingAsync(_device, certificate, default);
            await Registry.ActivateAsync(certificate, default);
        }

        Assert.Equal(IotCertificateStatus.Active, (await Registry.FindAsync(certificate.Id, default))?.Status);
    }

    [Fact]
    public async Task takes_every_step_of_undoing_whether_it_was_done_or_not()
    {
        var complete = await CreateAsync();
        await Registry.EnsureThingAsync(_device, default);
        await Registry.AttachPolicyAsync(Policy, complete, default);
        await Registry.AttachThingAsync(_device, complete, default);
        await Registry.ActivateAsync(complete, default);
        var bare = await CreateAsync();

        foreach (var certificate in new[] { complete, bare })
        {
            await Registry.DeactivateAsync(certificate, default);
            await Registry.DetachThingAsync(_device, certificate, default);
            await Registry.DetachPolicyAsync(Policy, certificate, default);
            await Registry.DeleteAsync(certificate, default);

            Assert.Null(await Registry.FindAsync(certificate.Id, default));
        }
    }

    [Fact]
    public async Task deletes_no_certificate_that_is_active_or_attached()
    {
        var active = await CreateAsync();
        await Registry.ActivateAsync(active, default);
        var attached = await CreateAsync();
        await Registry.AttachPolicyAsync(Policy, attached, default);

        await Assert.ThrowsAsync<PortException>(() => Registry.DeleteAsync(active, default));
        await Assert.ThrowsAsync<PortException>(() => Registry.DeleteAsync(attached, default));
    }

    private Task<IotCertificate> CreateAsync() => Registry.CreateAsync(new CsrRecipe().WithCommonName("SN-1").ToPem(), default);
}

public sealed class An_iot_registry_in_memory : An_iot_registry
{
    private readonly IotStore _store;
    private readonly AuthorityStore _authority;

    public An_iot_registry_in_memory()
    {
        var clock = new TestClock();
        _store = new IotStore(clock);
        _authority = new AuthorityStore(clock);
        Registry = new MemoryIotRegistry(_store, new Process());
    }

    private protected override IIotRegistry Registry { get; }

    private protected override (string CertificatePem, string AuthorityPem) OfAnAuthority()
    {
        var order = new CertificateOrder(new CsrRecipe().ToPem(), "SHA256WITHECDSA", _authority.NotAfter.AddDays(-1), "token");
        return (_authority.Certificates[_authority.Issue(order)].Pem, _authority.Pem);
    }

    private protected override Task<string> FirstConnectionAsync()
    {
        var certificate = _store.Add(OfAnAuthority().CertificatePem);
        _store.Set(certificate.Id, IotCertificateStatus.Pending);
        return Task.FromResult(certificate.Id);
    }
}

/// <summary>Through the SDK and the wire, against the AWS IoT of the local cloud.</summary>
public sealed class An_iot_registry_of_aws : An_iot_registry, IAsyncLifetime, IDisposable
{
    private readonly TestIot _iot = new();
    private readonly AwsFront _front;
    private AmazonIoTClient _client = null!;
    private AwsIotRegistry _registry = null!;

    public An_iot_registry_of_aws()
    {
        _front = new([_iot.Core], _iot.Iam);
        _iot.RegisterAuthority();
        _iot.Region.Policies.Create(TestIot.DevicePolicyName, DevicePolicies.OwnTopicsOnly);
    }

    private protected override IIotRegistry Registry => _registry;

    public async Task InitializeAsync()
    {
        await _front.StartAsync(CancellationToken.None);
        _client = new(
            new BasicAWSCredentials(_iot.Iam.Operator.AccessKeyId, _iot.Iam.Operator.SecretAccessKey),
            new AmazonIoTConfig { ServiceURL = _front.Address.ToString(), AuthenticationRegion = TestIot.RegionName, MaxErrorRetry = 0 });
        _registry = new AwsIotRegistry(_client);
    }

    [Fact]
    public async Task says_that_a_bad_csr_is_the_devices_fault_and_a_missing_policy_ours()
    {
        var certificate = await _registry.CreateAsync(new CsrRecipe().ToPem(), default);

        var rejected = await Assert.ThrowsAsync<PortException>(() => _registry.CreateAsync(new CsrRecipe { CorruptSignature = true }.ToPem(), default));
        var unavailable = await Assert.ThrowsAsync<PortException>(() => _registry.AttachPolicyAsync("no-such-policy", certificate, default));

        Assert.Equal((PortFailure.Rejected, "iot:CreateCertificateFromCsr"), (rejected.Failure, rejected.Operation));
        Assert.Equal((PortFailure.Unavailable, "iot:AttachPolicy"), (unavailable.Failure, unavailable.Operation));
    }

    [Fact]
    public async Task is_content_with_a_thing_that_has_attributes_of_its_own()
    {
        await _client.CreateThingAsync(new CreateThingRequest { ThingName = "SN-1", AttributePayload = new() { Attributes = new() { ["sku"] = "widgiot" } } });

        await _registry.EnsureThingAsync(DeviceId.Parse("SN-1"), default);
    }

    public Task DisposeAsync() => _front.DisposeAsync().AsTask();

    public void Dispose()
    {
        _client.Dispose();
        _iot.Dispose();
    }

    private protected override (string CertificatePem, string AuthorityPem) OfAnAuthority()
    {
        using var certificate = _iot.DeviceCertificate("SN-1");
        return (certificate.ExportCertificatePem(), _iot.Root.CertificatePem);
    }

    private protected override async Task<string> FirstConnectionAsync()
    {
        var authority = _iot.NewAuthority("JITR authority");
        _iot.RegisterAuthority(authority, template: null);
        using var certificate = _iot.DeviceCertificate("SN-1", authority);
        await _iot.ConnectAsync(certificate, "SN-1");
        return certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
    }
}
