using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Pki.Linting;
using Infra.Pki.Linting.RevocationLists;
using Infra.Pki.Revocation;

namespace Infra.Tests.Pki;

/// <summary>Each lint is shown a list that breaks its rule and no other.</summary>
public sealed class A_revocation_list_lint
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly IssuerFacts Issuer = new([.. new X500DistinguishedName("CN=issuer").RawData], [1, 2, 3, 4], Now.AddYears(9), PathLength: 1);

    private static readonly RevocationListContents Sound = RevocationListContents.Decode(RevocationListAssembly.ToBeSigned(
        new RevocationListRequest
        {
            Number = 7,
            Validity = new ValidityPeriod(Now, Now.AddDays(30)),
            Revoked = [new("0A", Now.AddDays(-1), RevocationReason.KeyCompromise), new("80", Now, RevocationReason.Unspecified)],
        },
        Issuer.SubjectDer.AsSpan(), Issuer.KeyIdentifier.AsSpan(), [0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));

    private static readonly Dictionary<string, (RevocationListContents List, string Finding)> Breaches = new()
    {
        ["version 1"] = (Sound with { Version = null }, "version is 1, must be 2"),
        ["issuer of another name"] = (Sound with { IssuerDer = [.. new X500DistinguishedName("CN=Issuer").RawData] }, "issuer is not the signer's name"),
        ["GeneralizedTime too early"] = (Sound with { TimesAreEncodedByYear = false }, "a date through 2049 is written as GeneralizedTime"),
        ["no nextUpdate"] = (Sound with { NextUpdate = null }, "nextUpdate is missing"),
        ["nextUpdate at once"] = (Sound with { NextUpdate = Now }, "is not after thisUpdate"),
        ["no number"] = (Sound with { Extensions = Without(RevocationListAssembly.CrlNumber) }, "cRLNumber is missing"),
        ["number critical"] = (Sound with { Extensions = Without(RevocationListAssembly.CrlNumber).Add(new(RevocationListAssembly.CrlNumber, true, [2, 1, 7])) }, "cRLNumber is critical"),
        ["number negative"] = (Sound with { Extensions = Without(RevocationListAssembly.CrlNumber).Add(new(RevocationListAssembly.CrlNumber, false, [2, 1, 0xff])) }, "cRLNumber -1 is negative"),
        ["no key identifier"] = (Sound with { Extensions = Without(RevocationListAssembly.AuthorityKeyIdentifier) }, "authorityKeyIdentifier is ''"),
        ["empty entry list"] = (Sound with { Revoked = [] }, "revokedCertificates is present but empty"),
        ["listed twice"] = (Sound with { Revoked = [Sound.Revoked[0], Sound.Revoked[0]] }, "certificate 0A is listed twice"),
        ["listed too early"] = (Sound with { Revoked = [Sound.Revoked[0] with { RevokedAt = Now.AddSeconds(1) }] }, "before its revocation"),
        ["removed from the list"] = (Sound with { Revoked = [Sound.Revoked[0] with { Reason = RevocationReason.RemoveFromCrl }] }, "removeFromCRL, which stands in delta lists only"),
    };

    public static TheoryData<string> Cases => [.. Breaches.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void finds_the_list_that_breaks_its_rule(string breach) =>
        Assert.Contains(Breaches[breach].Finding, Assert.Single(RevocationListLints.Findings(Breaches[breach].List, Issuer)), StringComparison.Ordinal);

    [Fact]
    public void is_content_with_a_list_that_breaks_no_rule()
    {
        Assert.Empty(RevocationListLints.Findings(Sound, Issuer));
        Assert.Equal(["0A", "80"], Sound.Revoked.Select(entry => entry.SerialNumber));
        Assert.Equal([RevocationReason.KeyCompromise, RevocationReason.Unspecified], Sound.Revoked.Select(entry => entry.Reason));
    }

    [Fact]
    public void says_its_rule_and_where_it_is_written()
    {
        Assert.All(RevocationListLints.All, lint => Assert.StartsWith("RFC ", lint.Citation, StringComparison.Ordinal));
        var written = typeof(IRevocationListLint).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IRevocationListLint)) && type.IsClass);
        Assert.Equal(written.OrderBy(type => type.Name), RevocationListLints.All.Select(lint => lint.GetType()).OrderBy(type => type.Name));
    }

    [Fact]
    public void keeps_a_list_from_being_signed()
    {
        using var pki = new TestHierarchy();
        var twice = new RevokedCertificate("0A", DateTimeOffset.UtcNow, RevocationReason.Superseded);

        var refusal = Assert.Throws<PkiException>(() => pki.Issuer.Prepare(new RevocationListRequest { Number = 1, Validity = pki.Days(1), Revoked = [twice, twice] }));

        Assert.Equal(PkiErrors.LintFailed, refusal.Code);
    }

    [Fact]
    public void lets_a_sound_list_be_signed_exactly_once()
    {
        using var pki = new TestHierarchy();
        var prepared = pki.Issuer.Prepare(new RevocationListRequest { Number = 1, Validity = pki.Days(1), Revoked = [] });

        var list = pki.Issuer.Issue(prepared);

        Assert.True(list.IsSignedBy(Infra.Pki.Pem.Certificates(pki.Issuer.CertificatePem)[0]));
        Assert.False(list.IsSignedBy(Infra.Pki.Pem.Certificates(pki.Root.CertificatePem)[0]));
        Assert.Equal(PkiErrors.NotIssuable, Assert.Throws<PkiException>(() => pki.Issuer.Issue(prepared)).Code);
    }

    private static ImmutableArray<RevocationListExtension> Without(string oid) => [.. Sound.Extensions.Where(extension => extension.Oid != oid)];
}
