using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>
/// Which names may stand below an authority (RFC 5280 4.2.1.10). They bind every certificate below, the devices' too: a permitted
/// directory name that a device's subject does not begin with refuses that device. <see cref="Permits(X500DistinguishedName)"/> tells before anything is signed.
/// </summary>
public sealed record NameConstraints
{
    /// <summary>Domains under which DNS names may stand. Default: no limit.</summary>
    public ImmutableArray<string> PermittedDnsNames { get; init; } = [];

    /// <summary>What subjects must begin with. Default: no limit.</summary>
    public ImmutableArray<X500DistinguishedName> PermittedDirectoryNames { get; init; } = [];

    /// <summary>Networks within which IP addresses may stand. Default: no limit.</summary>
    public ImmutableArray<IPNetwork> PermittedIpNetworks { get; init; } = [];

    /// <summary>Domains under which no DNS name may stand. Default: none.</summary>
    public ImmutableArray<string> ExcludedDnsNames { get; init; } = [];

    /// <summary>What no subject may begin with. Default: none.</summary>
    public ImmutableArray<X500DistinguishedName> ExcludedDirectoryNames { get; init; } = [];

    /// <summary>Networks within which no IP address may stand. Default: none.</summary>
    public ImmutableArray<IPNetwork> ExcludedIpNetworks { get; init; } = [];

    /// <summary>An extension without a subtree is not allowed (RFC 5280 4.2.1.10).</summary>
    public bool IsEmpty => PermittedDnsNames.IsEmpty && PermittedDirectoryNames.IsEmpty && PermittedIpNetworks.IsEmpty
        && ExcludedDnsNames.IsEmpty && ExcludedDirectoryNames.IsEmpty && ExcludedIpNetworks.IsEmpty && OtherForms.IsEmpty;

    /// <summary>Forms that somebody else's authority constrains and that are not judged here: a certificate with such a name is refused (RFC 5280 4.2.1.10, last paragraph).</summary>
    internal ImmutableArray<int> OtherForms { get; init; } = [];

    /// <summary>Whether a certificate with this subject may stand below.</summary>
    public bool Permits(X500DistinguishedName subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return (PermittedDirectoryNames.IsEmpty || PermittedDirectoryNames.Any(permitted => DirectoryNames.BeginsWith(subject, permitted, ignoreCaseBeyondAscii: false)))
            && !ExcludedDirectoryNames.Any(excluded => DirectoryNames.BeginsWith(subject, excluded, ignoreCaseBeyondAscii: true));
    }

    /// <summary>Whether a certificate with this DNS name may stand below.</summary>
    public bool Permits(string dnsName)
    {
        ArgumentNullException.ThrowIfNull(dnsName);
        return (PermittedDnsNames.IsEmpty || PermittedDnsNames.Any(permitted => IsWithin(dnsName, permitted)))
            && !ExcludedDnsNames.Any(excluded => IsWithin(dnsName, excluded));
    }

    /// <summary>Whether a certificate with this IP address may stand below.</summary>
    public bool Permits(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return (PermittedIpNetworks.IsEmpty || PermittedIpNetworks.Any(permitted => permitted.Contains(address)))
            && !ExcludedIpNetworks.Any(excluded => excluded.Contains(address));
    }

    /// <summary>What is permitted and excluded, for messages.</summary>
    public override string ToString()
    {
        (string Title, string[] Names)[] parts =
        [
            ("permitted", Described(PermittedDirectoryNames, PermittedDnsNames, PermittedIpNetworks)),
            ("excluded", Described(ExcludedDirectoryNames, ExcludedDnsNames, ExcludedIpNetworks)),
            ("constrained", [.. OtherForms.Select(X509GeneralName.NameOf)]),
        ];
        return string.Join("; ", parts.Where(part => part.Names.Length > 0).Select(part => $"{part.Title}: {string.Join(", ", part.Names)}"));
    }

    internal byte[] ToDer() => NameConstraintsDer.Write(this);

    private static string[] Described(ImmutableArray<X500DistinguishedName> directoryNames, ImmutableArray<string> dnsNames, ImmutableArray<IPNetwork> networks) =>
        [.. directoryNames.Select(name => $"'{name.Name}'"), .. dnsNames.Select(name => $"DNS {name}"), .. networks.Select(network => $"IP {network}")];

    /// <summary>A domain stands for itself and all below it; with a leading dot, as OpenSSL reads it too, only for what is below.</summary>
    private static bool IsWithin(string dnsName, string domain) =>
        domain is "" || dnsName.Equals(domain, StringComparison.OrdinalIgnoreCase)
        || dnsName.EndsWith(domain.StartsWith('.') ? domain : "." + domain, StringComparison.OrdinalIgnoreCase);
}
