using System.Text.RegularExpressions;
using Infra.Components;
using Infra.Identity;
using Infra.Identity.Contracts;
using Pulumi;

namespace Infra;

/// <summary>The keys of the region's CA, generation by generation.</summary>
internal sealed partial class SettingsReader
{
    private RotationStage Stage()
    {
        if (config.Get("authorityGeneration") is not { } text) { return RotationStage.First; }
        if (RotationStage.TryParse(text, out var stage)) { return stage; }
        Fault(SettingCodes.Malformed, "authorityGeneration", $"'{text}' is no stage of a rotation; {RotationStage.Grammar}");
        return RotationStage.First;
    }

    /// <summary>A generation's own settings; what it does not say is as in the nearest generation before that says it.</summary>
    private AuthoritySettings Authority(int generation)
    {
        var keyAlgorithm = Choice(Said("keyAlgorithm", generation), AuthorityAlgorithms.DefaultKey, AuthorityAlgorithms.Keys);
        return new()
        {
            Parent = ParentOf(generation),
            KeyAlgorithm = keyAlgorithm,
            SigningAlgorithm = Choice(Said("signingAlgorithm", generation), AuthorityAlgorithms.SigningFor(keyAlgorithm)[0], AuthorityAlgorithms.SigningAlgorithms),
            Usage = AuthorityUsage.Parse(Choice(Said("usageMode", generation), AuthorityUsage.GeneralPurpose.Name, AuthorityUsage.Names)),
            ValidityDays = Whole(Said("authorityValidityDays", generation), 1825, 1, 36_500),
            Ends = ParentAnswer.EndOf(config.Get(AuthoritySettings.KeyOf("authorityCertificate", generation))),
            ParentEnds = ParentAnswer.EndOf(config.Get(Said("parentChain", generation))),
            Organization = Matching(Said("organization", generation), SubjectText(), "1 to 64 characters without control characters"),
            Country = Matching(Said("country", generation), CountryCode(), "two capital letters, such as US"),
            Domain = Matching(Said("domain", generation), HostName.IsName, "a domain name such as example.net"),
        };
    }

    /// <summary>The key under which a generation's setting stands: its own, or that of the nearest generation before.</summary>
    private string Said(string name, int generation)
    {
        for (var number = generation; number > 1; number--)
        {
            if (config.Get(AuthoritySettings.KeyOf(name, number)) is not null) { return AuthoritySettings.KeyOf(name, number); }
        }
        return name;
    }

    private Parent ParentOf(int generation)
    {
        var kind = Choice(Said("parent", generation), "offline", ["offline", "acm-pca", "software"]);
        foreach (var (name, owner) in new[] { ("parentArn", "acm-pca"), ("parentPrivateKey", "software"), ("authorityCertificate", "offline") })
        {
            if (kind != owner && config.Get(AuthoritySettings.KeyOf(name, generation)) is not null)
            {
                Fault(SettingCodes.Conflict, AuthoritySettings.KeyOf(name, generation), $"belongs to parent '{owner}', but parent is '{kind}'; remove the key or change parent");
            }
        }
        var (arn, chain, key) = (Said("parentArn", generation), Said("parentChain", generation), Said("parentPrivateKey", generation));
        return kind switch
        {
            "acm-pca" => new Parent.AcmPca(
                Arn(arn, AuthorityArn(), "the ARN of an ACM Private CA, arn:aws:acm-pca:REGION:ACCOUNT:certificate-authority/ID") ?? Required(arn, "name the parent CA's ARN"),
                Choice(Said("parentSigningAlgorithm", generation), AuthorityAlgorithms.DefaultSigning, AuthorityAlgorithms.SigningAlgorithms)),
            "software" => new Parent.Software(
                Chain(chain, Required(chain, "give the parent's certificate, then its issuers up to the root, as PEM")),
                config.GetSecret(key) ?? Output.Create(Required(key, "set the parent's key (PKCS#8 PEM) with --secret"))),
            _ => new Parent.Offline(Signed(AuthoritySettings.KeyOf("authorityCertificate", generation), chain, generation)),
        };
    }

    /// <summary>The PKI admin's answer is a pair: half of it is a slip, unless the chain is an earlier generation's.</summary>
    private SignedAuthority? Signed(string certificateKey, string chainKey, int generation)
    {
        var (certificate, chain) = (config.Get(certificateKey), config.Get(chainKey));
        if (certificate is null && (chain is null || chainKey != AuthoritySettings.KeyOf("parentChain", generation))) { return null; }
        var before = faults.Count;
        var answer = (
            Certificate: certificate ?? Required(certificateKey, $"set it together with {chainKey}, or remove both to export the CSR"),
            Chain: Chain(chainKey, chain ?? Required(chainKey, $"set it together with {certificateKey}, or remove both to export the CSR")));
        if (faults.Count == before && ParentAnswer.FaultOf(answer.Certificate, answer.Chain) is { } fault) { Fault(SettingCodes.Malformed, certificateKey, fault); }
        return new SignedAuthority(answer.Certificate, answer.Chain);
    }

    private string Chain(string key, string pem)
    {
        if (pem.Length > 0 && ParentChain.FaultOf(pem) is { } fault) { Fault(SettingCodes.Malformed, key, fault); }
        return pem;
    }

    [GeneratedRegex(@"^[A-Z]{2}\z")] private static partial Regex CountryCode();
    [GeneratedRegex(@"^[^\p{Cc}]{1,64}\z")] private static partial Regex SubjectText();
    [GeneratedRegex(@"^arn:aws[a-z-]*:acm-pca:[a-z0-9-]+:[0-9]{12}:certificate-authority/[0-9a-f-]{36}\z")] private static partial Regex AuthorityArn();
}
