using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Tools.Pki.Authorities;
using Infra.Tools.Yaml;

namespace Infra.Tools.Pki.Ceremonies;

/// <summary>
/// Reads the one file that a ceremony is made from. It refuses what would be signed happily and never work: seed 004's intermediate with path
/// length 0, constraints that forbid the devices' own names, URLs that nothing serves.
/// </summary>
internal static class CeremonyFile
{
    private const int MostDays = 36_500;
    private const int DefaultCrlDays = 30;

    /// <exception cref="ToolException">Names every fault at once.</exception>
    public static Ceremony Read(string path, string text)
    {
        var faults = new YamlFaults("ceremony-faulty", "nothing is made", "docs/ceremonies/widgiot.yaml is a sound one, with comments");
        var ceremony = faults.Document(text, "root and intermediate") is { } root ? Read(new YamlSection(root, "", faults)) : null;
        faults.ThrowIfAny(path);
        return ceremony ?? throw new InvalidOperationException("a ceremony without faults could not be read");
    }

    private static Ceremony? Read(YamlSection file)
    {
        file.Allow("root", "intermediate");
        var rootSection = file.Required("root");
        var intermediateSection = file.Required("intermediate");
        var root = rootSection is null ? null : ReadAuthority(rootSection, allowConstraints: false);
        var intermediate = intermediateSection is null ? null : ReadAuthority(intermediateSection, allowConstraints: true);
        if (root is null || intermediate is null) { return null; }
        CheckBetween(root, intermediate, intermediateSection!);
        return root.Plan is { } rootPlan && intermediate.Plan is { } intermediatePlan ? new Ceremony(rootPlan, intermediatePlan) : null;
    }

    private static Draft ReadAuthority(YamlSection section, bool allowConstraints)
    {
        string[] keys = ["subject", "key", "days", "pathLength", "crlDays", "urls", "ocspSigner"];
        section.Allow(allowConstraints ? [.. keys, "nameConstraints"] : keys);
        var subject = section.Required("subject") is { } name ? ReadName(name, needsCommonName: true) : null;
        var key = section.OneOf("key", KeyNames.All);
        var days = RequiredDays(section);
        var signer = section.Optional("ocspSigner") is { } signerSection ? ReadSigner(signerSection, days) : null;
        var settings = ReadSettings(section);
        var pathLength = section.Number("pathLength", 0, 8);
        var (constraints, mustPermit) = section.Optional("nameConstraints") is { } limits ? ReadConstraints(limits) : (null, []);
        return new Draft(subject, key, days, pathLength, constraints, mustPermit, settings, signer);
    }

    private static AuthoritySettings ReadSettings(YamlSection section)
    {
        var crlDays = section.Number("crlDays", 1, 400);
        var urls = section.Optional("urls")?.Allow("certificate", "crl", "ocsp");
        var settings = new AuthoritySettings(urls?.Url("certificate"), urls?.Url("crl"), urls?.Url("ocsp"), crlDays ?? DefaultCrlDays);
        if (settings.OcspUrl is not null && !section.Has("ocspSigner"))
        {
            section.Faults.Add(urls!.Node, $"{urls.Path}.ocsp promises a responder, but {section.Path}.ocspSigner is missing, so nobody could sign its answers");
        }

        return settings;
    }

    private static OcspSignerPlan? ReadSigner(YamlSection section, int? issuerDays)
    {
        section.Allow("subject", "key", "days");
        var subject = section.Required("subject") is { } name ? ReadName(name, needsCommonName: true) : null;
        var key = section.OneOf("key", KeyNames.All);
        var days = RequiredDays(section);
        if (days > issuerDays) { section.Faults.Add(section.Node, $"{section.Path}.days is {days}, more than the {issuerDays} of the authority itself"); }
        return subject is null || key is null || days is null ? null : new OcspSignerPlan(subject, key.Value, days.Value);
    }

    private static int? RequiredDays(YamlSection section) => section.Required("days") is null ? null : section.Number("days", 1, MostDays);

    private static (NameConstraints?, ImmutableArray<X500DistinguishedName>) ReadConstraints(YamlSection section)
    {
        section.Allow("permitted", "excluded", "mustPermit");
        var permitted = section.Optional("permitted")?.Allow("directoryNames", "dnsNames");
        var excluded = section.Optional("excluded")?.Allow("directoryNames", "dnsNames");
        var constraints = new NameConstraints
        {
            PermittedDirectoryNames = Names(permitted?.Items("directoryNames")),
            PermittedDnsNames = [.. permitted?.Items("dnsNames").Select(Domain).OfType<string>() ?? []],
            ExcludedDirectoryNames = Names(excluded?.Items("directoryNames")),
            ExcludedDnsNames = [.. excluded?.Items("dnsNames").Select(Domain).OfType<string>() ?? []],
        };
        var mustPermit = Names(section.Items("mustPermit"));
        if (constraints.IsEmpty) { section.Faults.Add(section.Node, $"{section.Path} constrains nothing; name a permitted or excluded name, or leave it out"); }
        if (mustPermit.IsEmpty) { section.Faults.Add(section.Node, $"{section.Path}.mustPermit is missing; name the subject of a region's issuer and of a device, so that the constraints are tried before they are signed"); }
        return (constraints, mustPermit);
    }

    private static ImmutableArray<X500DistinguishedName> Names(IEnumerable<YamlSection>? items) =>
        [.. items?.Select(item => ReadName(item, needsCommonName: false)).OfType<X500DistinguishedName>() ?? []];

    private static string? Domain(YamlSection item)
    {
        if (item.Text() is not { } text) { return null; }
        if (Uri.CheckHostName(text) == UriHostNameType.Dns) { return text; }
        item.Faults.Add(item.Node, $"{item.Path} must be a domain such as example.com, without a leading dot or star, is '{text}'");
        return null;
    }

    private static X500DistinguishedName? ReadName(YamlSection section, bool needsCommonName)
    {
        section.Allow("country", "state", "locality", "organization", "organizationalUnit", "commonName");
        if (needsCommonName) { section.Required("commonName"); }
        var country = section.Text("country");
        if (country is not (null or { Length: 2 }))
        {
            section.Faults.Add(section.Node, $"{section.Path}.country must be a code of two letters (ISO 3166), is '{country}'");
            return null;
        }

        var name = DistinguishedNames.Of(
            country, section.Text("state"), section.Text("locality"), section.Text("organization"), section.Text("organizationalUnit"), section.Text("commonName"));
        const int emptySequence = 2;
        if (name.RawData.Length > emptySequence) { return name; }
        section.Faults.Add(section.Node, $"{section.Path} is empty");
        return null;
    }

    private static void CheckBetween(Draft root, Draft intermediate, YamlSection section)
    {
        if (intermediate.Days > root.Days)
        {
            Fault($"intermediate.days is {intermediate.Days}, more than the root's {root.Days}; a certificate is worthless after its issuer's end");
        }

        if (intermediate.PathLength == 0)
        {
            Fault("intermediate.pathLength is 0, so every region's issuer below it would be refused (RFC 5280 4.2.1.9); give 1");
        }

        var needed = Math.Max(intermediate.PathLength ?? 1, 1) + 1;
        if (root.PathLength < needed) { Fault($"root.pathLength is {root.PathLength}, but {needed} authorities stand below the root; give {needed}, or leave it out"); }
        if (root.Subject is not null && intermediate.Subject is not null && root.Subject.RawData.AsSpan().SequenceEqual(intermediate.Subject.RawData))
        {
            Fault($"root and intermediate have the same subject '{root.Subject.Name}', so chains would be ambiguous; name them differently");
        }

        if (intermediate.Constraints is not { } constraints) { return; }
        foreach (var name in intermediate.OcspSigner is { } signer ? intermediate.MustPermit.Add(signer.Subject) : intermediate.MustPermit)
        {
            if (!constraints.Permits(name))
            {
                Fault($"intermediate.nameConstraints do not permit '{name.Name}', so its certificate would be refused; every subject below must begin with a permitted directory name");
            }
        }

        void Fault(string what) => section.Faults.Add(section.Node, what);
    }

    /// <summary>What could be read of an authority, so that the checks between the two run in spite of other faults.</summary>
    private sealed record Draft(
        X500DistinguishedName? Subject, KeyAlgorithm? Key, int? Days, int? PathLength, NameConstraints? Constraints,
        ImmutableArray<X500DistinguishedName> MustPermit, AuthoritySettings Settings, OcspSignerPlan? OcspSigner)
    {
        /// <summary>Null when something is missing, which is a fault by then.</summary>
        public AuthorityPlan? Plan => Subject is null || Key is null || Days is null ? null : new AuthorityPlan
        {
            Subject = Subject,
            Key = Key.Value,
            Days = Days.Value,
            PathLength = PathLength,
            NameConstraints = Constraints,
            Settings = Settings,
            OcspSigner = OcspSigner,
        };
    }
}
