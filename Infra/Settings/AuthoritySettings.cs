using Infra.Components;
using Infra.Identity.Contracts;

namespace Infra;

/// <summary>What tells one generation of the region's CA from another. None of it can be changed in a CA that is there: a change is the next generation's.</summary>
public sealed record AuthoritySettings
{
    /// <summary>Who signs it. Default: the PKI admin, offline; the stack exports the CSR and waits.</summary>
    public Parent Parent { get; init; } = new Parent.Offline();

    /// <summary>Its key algorithm. Default: P-256.</summary>
    public string KeyAlgorithm { get; init; } = AuthorityAlgorithms.DefaultKey;

    /// <summary>How it signs. Default: with SHA-256, in its key's family.</summary>
    public string SigningAlgorithm { get => field ?? AuthorityAlgorithms.SigningFor(KeyAlgorithm)[0]; init; }

    /// <summary>Whether it issues ordinary certificates, or ones of at most seven days at a lower price. Default: ordinary ones.</summary>
    public AuthorityUsage Usage { get; init; } = AuthorityUsage.GeneralPurpose;

    /// <summary>Life of its certificate. Default: 1,825 days (five years).</summary>
    public int ValidityDays { get; init; } = 1825;

    /// <summary>Organization in its subject. Default: none.</summary>
    public string? Organization { get; init; }

    /// <summary>Two-letter country in its subject. Default: none.</summary>
    public string? Country { get; init; }

    /// <summary>Domain that ends its common name. Default: none.</summary>
    public string? Domain { get; init; }

    /// <summary>When it ends, where its certificate is a setting. Default: not known.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>When the CA that signs it ends, where that one's certificate is a setting. Default: not known.</summary>
    public DateTimeOffset? ParentEnds { get; init; }

    /// <summary>The key of one of these settings: from the second generation on with its number, as in <c>keyAlgorithm2</c>.</summary>
    public static string KeyOf(string name, int generation) => generation == 1 ? name : $"{name}{generation}";

    /// <summary>
    /// Days before its end from which on whoever runs the region is reminded: one life of a certificate, after which they are cut short, and as long again to
    /// let the next generation issue.
    /// </summary>
    internal static int DaysToGoOver(int deviceValidityDays) => 2 * deviceValidityDays;

    /// <summary>What will be wrong before long: a CA must be followed by the next while it can still issue certificates of their full life.</summary>
    internal IEnumerable<string> Warnings(int generation, int deviceValidityDays, DateTimeOffset now)
    {
        var (life, reminder) = (TimeSpan.FromDays(deviceValidityDays), TimeSpan.FromDays(DaysToGoOver(deviceValidityDays)));
        if (Ends is { } ends && ends - now < reminder)
        {
            yield return $"CA generation {generation} ends at {ends:u}: from {ends - life:u} on its devices get certificates that are cut short; let the next generation issue by then";
        }
        if (ParentEnds is { } parentEnds && parentEnds - now < reminder)
        {
            yield return $"the CA that signs generation {generation} ends at {parentEnds:u}, and everything below it then; have it renewed, and give the next generation the new one ({KeyOf("parentChain", generation + 1)})";
        }
    }

    /// <summary>What is wrong between them, each being fine by itself.</summary>
    internal IEnumerable<SettingFault> Conflicts(int generation, int deviceValidityDays, string? revocation)
    {
        if (!AuthorityAlgorithms.Fit(KeyAlgorithm, SigningAlgorithm))
        {
            yield return new(SettingCodes.Conflict, Key("signingAlgorithm"),
                $"a CA with a {KeyAlgorithm} key cannot sign with {SigningAlgorithm}; choose one of {string.Join(", ", AuthorityAlgorithms.SigningFor(KeyAlgorithm))}");
        }
        if (Usage == AuthorityUsage.ShortLived && deviceValidityDays > AuthorityUsage.ShortLived.DefaultDeviceDays)
        {
            yield return new(SettingCodes.Conflict, StackSettings.Key("deviceValidityDays"),
                $"a short-lived CA issues for at most 7 days ({deviceValidityDays} > 7); ask for less or choose usageMode general-purpose");
        }
        if (Usage == AuthorityUsage.ShortLived && revocation is not null)
        {
            yield return new(SettingCodes.Conflict, StackSettings.Key(revocation),
                "a short-lived CA offers no revocation; leave it out, or choose usageMode general-purpose");
        }
        if (ValidityDays < 2 * deviceValidityDays)
        {
            yield return new(SettingCodes.Conflict, Key("authorityValidityDays"),
                $"a CA must live at least twice as long as the certificates it issues ({ValidityDays} < 2 x {deviceValidityDays}), or issuing stops before it can be rotated; raise it or lower deviceValidityDays");
        }

        string Key(string name) => StackSettings.Key(KeyOf(name, generation));
    }
}
