using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Pki.Revocation;

namespace Infra.Tests.Pki.Lies;

/// <summary>
/// Root, product intermediate, region's issuer and device, in which one thing may be a lie. The root is always honest and always the same: what is
/// asked is whether somebody who trusts it notices.
/// </summary>
internal sealed class LyingAuthority : IDisposable
{
    public const string DeviceId = "SN-1";

    private readonly ECDsa _rootKey = NewKey();
    private readonly ECDsa _intermediateKey = NewKey();
    private readonly ECDsa _issuerKey = NewKey();
    private readonly DateTimeOffset _now;

    public LyingAuthority(DateTimeOffset now)
    {
        _now = now;
        DeviceKey = NewKey();
        Root = Authority("CN=Root,O=Automatra", "CN=Root,O=Automatra", _rootKey, _rootKey, issuerKeyId: null, days: 3650).Sign();
    }

    public X509Certificate2 Root { get; }

    public ECDsa DeviceKey { get; }

    public ECDsa IssuerKey => _issuerKey;

    /// <summary>The chain in which the lie is told.</summary>
    public LyingChain Tell(Lie lie)
    {
        var root = new ForgedCertificate
        {
            Subject = Root.SubjectName, Issuer = Root.IssuerName, Key = _rootKey, IssuerKey = _rootKey, AuthorityKeyId = null, NotBefore = _now, NotAfter = _now,
        };
        var intermediate = Authority("CN=Intermediate,O=Automatra", "CN=Root,O=Automatra", _intermediateKey, _rootKey, root.KeyId, days: 1000);
        intermediate.PathLength = 1;
        lie.InIntermediate?.Invoke(intermediate);
        var issuer = Authority("CN=Issuer,O=Automatra", "CN=Intermediate,O=Automatra", _issuerKey, _intermediateKey, intermediate.KeyId, days: 500);
        issuer.PathLength = 0;
        lie.InIssuer?.Invoke(issuer);
        var device = Certificate($"CN={DeviceId},O=Automatra", "CN=Issuer,O=Automatra", DeviceKey, _issuerKey, issuer.KeyId, days: 30);
        device.KeyUsage = X509KeyUsageFlags.DigitalSignature;
        device.ExtendedKeyUsage = ExtendedKeyUsages.ClientAuthentication;
        lie.InDevice?.Invoke(device);
        return new(Root, intermediate.Sign(), issuer.Sign(), device.Sign());
    }

    /// <summary>Empty lists of the root and the intermediate.</summary>
    public ImmutableArray<RevocationList> HonestLists(LyingChain chain)
    {
        return [Empty(chain.Root, _rootKey), Empty(chain.Intermediate, _intermediateKey)];

        RevocationList Empty(X509Certificate2 issuer, ECDsa key) => RevocationList.Read(new CertificateRevocationListBuilder().Build(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(key), 1, _now.AddDays(8), HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false), _now.AddHours(-1)));
    }

    public void Dispose()
    {
        foreach (var key in (ECDsa[])[_rootKey, _intermediateKey, _issuerKey, DeviceKey]) { key.Dispose(); }
        Root.Dispose();
    }

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private ForgedCertificate Authority(string subject, string issuer, ECDsa key, ECDsa issuerKey, byte[]? issuerKeyId, int days)
    {
        var authority = Certificate(subject, issuer, key, issuerKey, issuerKeyId, days);
        authority.IsAuthority = true;
        authority.KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;
        return authority;
    }

    private ForgedCertificate Certificate(string subject, string issuer, ECDsa key, ECDsa issuerKey, byte[]? issuerKeyId, int days) => new()
    {
        Subject = new(subject),
        Issuer = new(issuer),
        Key = key,
        IssuerKey = issuerKey,
        AuthorityKeyId = issuerKeyId,
        NotBefore = _now.AddDays(-1),
        NotAfter = _now.AddDays(days),
    };
}

/// <summary>What a relying party is shown.</summary>
internal sealed record LyingChain(X509Certificate2 Root, X509Certificate2 Intermediate, X509Certificate2 Issuer, X509Certificate2 Device)
{
    public string IssuersPem => Pem.OfCertificate(Issuer.RawData) + Pem.OfCertificate(Intermediate.RawData);
}

/// <summary>One lie, and where it is told.</summary>
internal sealed record Lie
{
    public Action<ForgedCertificate>? InIntermediate { get; init; }

    public Action<ForgedCertificate>? InIssuer { get; init; }

    public Action<ForgedCertificate>? InDevice { get; init; }
}
