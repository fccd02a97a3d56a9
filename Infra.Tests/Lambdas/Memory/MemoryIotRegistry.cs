using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity;
using Infra.Lambdas.Ports;

namespace Infra.Tests.Lambdas.Memory;

/// <summary>AWS IoT's registry in memory, apart from the processes that use it.</summary>
internal sealed class IotStore(TestClock clock)
{
    private readonly AuthorityStore _own = new(clock);

    public Dictionary<string, IotCertificate> Certificates { get; } = [];

    public HashSet<DeviceId> Things { get; } = [];

    public HashSet<(string Policy, string CertificateId)> Policies { get; } = [];

    public HashSet<(DeviceId Thing, string CertificateId)> Principals { get; } = [];

    /// <summary>A call that fails, by its name here, and whether it has had its effect then.</summary>
    public (string Call, bool AfterEffect)? Fails { get; set; }

    /// <summary>A call that fails after that one did.</summary>
    public string? ThenFails { get; set; }

    public IEnumerable<IotCertificate> Active => Certificates.Values.Where(certificate => certificate.Status is IotCertificateStatus.Active);

    public IotCertificate Make(string csrPem)
    {
        var order = new CertificateOrder(csrPem, "SHA256WITHECDSA", clock.GetUtcNow().AddDays(365), Guid.NewGuid().ToString("N"));
        return Add(_own.Certificates[_own.Issue(order)].Pem);
    }

    public IotCertificate Add(string pem)
    {
        using var parsed = X509Certificate2.CreateFromPem(pem);
        var id = parsed.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
        if (!Certificates.TryGetValue(id, out var certificate))
        {
            certificate = new IotCertificate(id, $"arn:aws:iot:us-east-1:123456789012:cert/{id}", pem, IotCertificateStatus.Inactive);
            Certificates[id] = certificate;
        }

        return certificate;
    }

    public void Set(string id, IotCertificateStatus status) => Certificates[id] = Certificates[id] with { Status = status };
}

/// <summary>AWS IoT's registry in memory, as one process sees it.</summary>
internal sealed class MemoryIotRegistry(IotStore store, Process process) : IIotRegistry
{
    public Task<IotCertificate> CreateAsync(string csrPem, CancellationToken cancellationToken) =>
        Call(nameof(CreateAsync), () => store.Make(csrPem));

    public Task<IotCertificate> RegisterAsync(string certificatePem, string authorityPem, CancellationToken cancellationToken) =>
        Call(nameof(RegisterAsync), () => store.Add(certificatePem));

    public Task<IotCertificate?> FindAsync(string certificateId, CancellationToken cancellationToken) =>
        Call(nameof(FindAsync), () => store.Certificates.GetValueOrDefault(certificateId));

    public Task EnsureThingAsync(DeviceId device, CancellationToken cancellationToken) =>
        Call(nameof(EnsureThingAsync), () => store.Things.Add(device));

    public Task AttachPolicyAsync(string policy, IotCertificate certificate, CancellationToken cancellationToken) =>
        Call(nameof(AttachPolicyAsync), () => store.Policies.Add((policy, certificate.Id)));

    public Task AttachThingAsync(DeviceId device, IotCertificate certificate, CancellationToken cancellationToken) =>
        Call(nameof(AttachThingAsync), () => store.Principals.Add((device, certificate.Id)));

    public Task ActivateAsync(IotCertificate certificate, CancellationToken cancellationToken) =>
        Call(nameof(ActivateAsync), () => { store.Set(certificate.Id, IotCertificateStatus.Active); return true; });

    public Task DeactivateAsync(IotCertificate certificate, CancellationToken cancellationToken) =>
        Call(nameof(DeactivateAsync), () => { store.Set(certificate.Id, IotCertificateStatus.Inactive); return true; });

    public Task RevokeAsync(IotCertificate certificate, CancellationToken cancellationToken) =>
        Call(nameof(RevokeAsync), () => { store.Set(certificate.Id, IotCertificateStatus.Withdrawn); return true; });

    public Task DetachThingAsync(DeviceId device, IotCertificate certificate, CancellationToken cancellationToken) =>
        Call(nameof(DetachThingAsync), () => store.Principals.Remove((device, certificate.Id)));

    public Task DetachPolicyAsync(string policy, IotCertificate certificate, CancellationToken cancellationToken) =>
        Call(nameof(DetachPolicyAsync), () => store.Policies.Remove((policy, certificate.Id)));

    public Task DeleteAsync(IotCertificate certificate, CancellationToken cancellationToken) => Call(nameof(DeleteAsync), () =>
    {
        var attached = store.Policies.Any(attachment => attachment.CertificateId == certificate.Id)
            || store.Principals.Any(attachment => attachment.CertificateId == certificate.Id);
        return attached || store.Certificates[certificate.Id].Status is IotCertificateStatus.Active
            ? throw new PortException(PortFailure.Unavailable, nameof(DeleteAsync), new InvalidOperationException("attached or active"))
            : store.Certificates.Remove(certificate.Id);
    });

    private Task<T> Call<T>(string name, Func<T> effect)
    {
        if (store.Fails is { AfterEffect: false } before && before.Call == name)
        {
            return Fail<T>(name);
        }

        var result = process.Call(effect);
        return store.Fails is { AfterEffect: true } after && after.Call == name ? Fail<T>(name) : Task.FromResult(result);
    }

    private Task<T> Fail<T>(string name)
    {
        if (store.ThenFails is { } next)
        {
            store.Fails = (next, false);
            store.ThenFails = null;
        }

        return Task.FromException<T>(Failure(name));
    }

    private static PortException Failure(string name) => new(PortFailure.Unavailable, name, new TimeoutException("as the test wants it"));
}
