using System.Net;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Pki.Linting;

namespace Infra.Tests.Pki;

/// <summary>What an authority refuses to sign is what openssl refuses when somebody else signed it: each name goes to both.</summary>
public sealed class Name_constraints
{
    private static readonly X500DistinguishedName Automatra = DistinguishedNames.Of(country: "US", organization: "Automatra");

    private static readonly Dictionary<string, NameConstraints> Constraints = new()
    {
        ["permits C=US, O=Automatra"] = new() { PermittedDirectoryNames = [Automatra] },
        ["excludes O=Élan"] = new() { ExcludedDirectoryNames = [DistinguishedNames.Of(organization: "Élan")] },
        ["permits O=Élan"] = new() { PermittedDirectoryNames = [DistinguishedNames.Of(organization: "Élan")] },
        ["permits example.com"] = new() { PermittedDnsNames = ["example.com"] },
        ["permits .example.com"] = new() { PermittedDnsNames = [".example.com"] },
        ["excludes bad.example.com"] = new() { ExcludedDnsNames = ["bad.example.com"] },
        ["permits 10.1.0.0/16"] = new() { PermittedIpNetworks = [IPNetwork.Parse("10.1.0.0/16")] },
        ["excludes 10.1.0.0/20"] = new() { ExcludedIpNetworks = [IPNetwork.Parse("10.1.0.0/20")] },
    };

    [Theory]
    [InlineData("permits C=US, O=Automatra", "C=US, O=Automatra, CN=SN-1", "", true)]
    [InlineData("permits C=US, O=Automatra", "C=US, O=AUTOMATRA, CN=SN-1", "", true)]
    [InlineData("permits C=US, O=Automatra", "C=US, O=  Automatra , CN=SN-1", "", true)]
    [InlineData("permits C=US, O=Automatra", "C=US, O=Auto matra, CN=SN-1", "", false)]
    [InlineData("permits C=US, O=Automatra", "C=US, O=Automatra2, CN=SN-1", "", false)]
    [InlineData("permits C=US, O=Automatra", "O=Automatra, C=US, CN=SN-1", "", false)]
    [InlineData("permits C=US, O=Automatra", "C=US, CN=SN-1", "", false)]
    [InlineData("permits C=US, O=Automatra", "C=US, O=Automatra, CN=SN-1", "DNS:any.example.net", true)]
    [InlineData("permits O=Élan", "O=Élan, CN=SN-1", "", true)]
    [InlineData("permits O=Élan", "O=élan, CN=SN-1", "", false)]
    [InlineData("excludes O=Élan", "O=Élan, CN=SN-1", "", false)]
    [InlineData("excludes O=Élan", "O=Another, CN=SN-1", "", true)]
    [InlineData("permits example.com", "CN=SN-1", "", true)]
    [InlineData("permits example.com", "CN=SN-1", "DNS:example.com", true)]
    [InlineData("permits example.com", "CN=SN-1", "DNS:a.EXAMPLE.com", true)]
    [InlineData("permits example.com", "CN=SN-1", "DNS:notexample.com", false)]
    [InlineData("permits example.com", "CN=SN-1", "DNS:a.example.com, DNS:a.example.net", false)]
    [InlineData("permits example.com", "CN=SN-1", "IP:10.2.0.1", true)]
    [InlineData("permits example.com", "CN=us-east-1.example.net", "", false)]
    [InlineData("permits example.com", "CN=us-east-1.example.com", "", true)]
    [InlineData("permits example.com", "CN=us-east-1.example.net", "DNS:example.com", true)]
    [InlineData("permits example.com", "CN=a..b", "", true)]
    [InlineData("permits example.com", "CN=a-.b", "", true)]
    [InlineData("permits example.com", "CN=_a.b", "", false)]
    [InlineData("permits .example.com", "CN=SN-1", "DNS:a.example.com", true)]
    [InlineData("permits .example.com", "CN=SN-1", "DNS:example.com", false)]
    [InlineData("excludes bad.example.com", "CN=SN-1", "DNS:good.example.com", true)]
    [InlineData("excludes bad.example.com", "CN=SN-1", "DNS:very.bad.example.com", false)]
    [InlineData("permits 10.1.0.0/16", "CN=SN-1", "IP:10.1.255.255", true)]
    [InlineData("permits 10.1.0.0/16", "CN=SN-1", "IP:10.2.0.0", false)]
    [InlineData("permits 10.1.0.0/16", "CN=SN-1", "IP:2001:db8::1", false)]
    [InlineData("excludes 10.1.0.0/20", "CN=SN-1", "IP:10.1.15.255", false)]
    [InlineData("excludes 10.1.0.0/20", "CN=SN-1", "IP:10.1.16.0", true)]
    public void let_an_authority_sign_what_openssl_will_accept_and_nothing_else(string constraints, string subject, string alternativeNames, bool permitted)
    {
        using var root = Root(Constraints[constraints]);
        // The region's issuer has no constraints of its own: those of the root bind what it issues all the same.
        using var issuer = root.CreateSubordinate(IssuerName(constraints), CertificateProfile.RegionalIssuer, KeyAlgorithm.EcP256, TimeSpan.FromDays(20));

        var (content, output) = OpenSslSigns(root, issuer, subject, alternativeNames);
        var refusal = Record.Exception(() => issuer.Prepare(CertificateProfile.TlsServer, Request(subject, alternativeNames)));

        Assert.True(content == permitted, output);
        if (permitted)
        {
            Assert.Null(refusal);
            return;
        }

        Assert.Equal(PkiErrors.LintFailed, Assert.IsType<PkiException>(refusal).Code);
        Assert.Contains("is not within the name constraints of 'CN=Root", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("RFC", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void bind_the_authorities_below_too()
    {
        using var root = Root(new NameConstraints { PermittedDirectoryNames = [Automatra] });

        var refusal = Assert.Throws<PkiException>(() => root.CreateSubordinate(
            DistinguishedNames.CommonName("I", organization: "Another"), CertificateProfile.RegionalIssuer, KeyAlgorithm.EcP256, TimeSpan.FromDays(20)));

        Assert.Contains("subject 'CN=I, O=Another' is not within the name constraints of", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("permitted: 'O=Automatra, C=US'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void come_back_as_they_were_written()
    {
        var all = new NameConstraints
        {
            PermittedDirectoryNames = [Automatra],
            PermittedDnsNames = ["example.com", "example.net"],
            PermittedIpNetworks = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/33")],
            ExcludedDirectoryNames = [DistinguishedNames.Of(organization: "X")],
            ExcludedDnsNames = ["bad.example.com"],
            ExcludedIpNetworks = [IPNetwork.Parse("10.1.0.0/17")],
        };

        var read = NameConstraintsDer.Read(all.ToDer());

        Assert.Equal(all.ToString(), read.ToString());
        Assert.Equal(all.ToDer(), read.ToDer());
    }

    [Fact]
    public void of_e_mail_addresses_refuse_every_one_since_nobody_here_judges_them()
    {
        // NameConstraints { permittedSubtrees [0] { { rfc822Name [1] "a.b" } } }
        byte[] constraints = [0x30, 0x09, 0xa0, 0x07, 0x30, 0x05, 0x81, 0x03, (byte)'a', (byte)'.', (byte)'b'];
        using var pki = new TestHierarchy();
        var facts = IssuerFacts.Of(X509Certificate2.CreateFromPem(pki.Issuer.CertificatePem)) with
        {
            NameConstraints = [new ImposedConstraints(pki.Issuer.Subject, NameConstraintsDer.Read(constraints))],
        };

        Assert.Empty(Findings("CN=SN-1"));
        Assert.Contains("has an e-mail address, which 'CN=us-east-1.widgiot, O=Automatra' constrains", Assert.Single(Findings("E=x@a.b, CN=SN-1")), StringComparison.Ordinal);

        IReadOnlyList<string> Findings(string subject) =>
            CertificateLints.Findings([.. pki.Issuer.Prepare(CertificateProfile.Device, Request(subject, "")).ToBeSignedDer.Span], facts);
    }

    [Theory]
    [InlineData("300da00b3009820161800101810102", "minimum and maximum, which the RFC forbids")]
    [InlineData("300ca00a30088706 0a010000ff00", "an address of three octets")]
    [InlineData("300ea00c300a8708 0a010000ff00ff00", "a mask with a gap")]
    [InlineData("3007a00530038a0161", "a form that does not exist")]
    [InlineData("0500", "no sequence")]
    public void that_cannot_be_read_are_not_passed_over(string der, string why)
    {
        using var pki = new TestHierarchy();
        var subject = new X500DistinguishedName("CN=" + why.Replace(",", "", StringComparison.Ordinal));
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.30", Convert.FromHexString(der.Replace(" ", "", StringComparison.Ordinal)), critical: true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        var refusal = Assert.Throws<PkiException>(() => IssuerFacts.Of(authority));

        Assert.Equal(PkiErrors.ChainBroken, refusal.Code);
        Assert.Contains("nobody can tell what it may issue", refusal.Message, StringComparison.Ordinal);
    }

    private static SoftwareAuthority Root(NameConstraints constraints) => SoftwareAuthority.CreateRoot(
        DistinguishedNames.CommonName("Root"), CertificateProfile.Root with { NameConstraints = constraints }, KeyAlgorithm.EcP256,
        ValidityPeriod.FromNow(TimeProvider.System, TimeSpan.FromDays(30)), TimeProvider.System);

    private static X500DistinguishedName IssuerName(string constraints) => constraints switch
    {
        "permits C=US, O=Automatra" => DistinguishedNames.CommonName("Issuer", organization: "Automatra", country: "US"),
        "permits O=Élan" => DistinguishedNames.CommonName("Issuer", organization: "Élan"),
        _ => DistinguishedNames.CommonName("Issuer"),
    };

    private static string[] Split(string list) => list.Split(", ", StringSplitOptions.RemoveEmptyEntries);

    private static IssuanceRequest Request(string subject, string alternativeNames)
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        return new IssuanceRequest
        {
            Subject = Name(subject),
            SubjectPublicKeyInfo = key.SubjectPublicKeyInfo,
            Validity = ValidityPeriod.FromNow(TimeProvider.System, TimeSpan.FromDays(1)),
            DnsNames = [.. Split(alternativeNames).Where(name => name.StartsWith("DNS:", StringComparison.Ordinal)).Select(name => name[4..])],
            IpAddresses = [.. Split(alternativeNames).Where(name => name.StartsWith("IP:", StringComparison.Ordinal)).Select(name => IPAddress.Parse(name[3..]))],
        };
    }

    /// <summary>In the order given, each part kept as it is, its white space too.</summary>
    private static X500DistinguishedName Name(string subject)
    {
        var builder = new X500DistinguishedNameBuilder();
        foreach (var part in Split(subject).Reverse())
        {
            switch (part.Split('=', 2))
            {
                case ["C", var value]: builder.AddCountryOrRegion(value); break;
                case ["O", var value]: builder.AddOrganizationName(value); break;
                case ["E", var value]: builder.AddEmailAddress(value); break;
                case [_, var value]: builder.AddCommonName(value); break;
            }
        }

        return builder.Build();
    }

    /// <summary>openssl signs it with the issuer's key, knowing nothing of constraints, and says whether the path holds.</summary>
    private static (bool Content, string Output) OpenSslSigns(SoftwareAuthority root, SoftwareAuthority issuer, string subject, string alternativeNames)
    {
        using var folder = new TemporaryFolder();
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        folder.Write("root.pem", root.CertificatePem);
        folder.Write("issuer.pem", issuer.CertificatePem);
        folder.Write("issuer.key", issuer.ExportPrivateKeyPem());
        folder.Write("request.pem", Pem.OfRequest(CertificationRequests.Create(key, Name(subject))));
        folder.Write("extensions", "basicConstraints=critical,CA:FALSE\n" + (alternativeNames.Length > 0 ? $"subjectAltName={alternativeNames}\n" : ""));
        var signed = OpenSsl.Run(folder.Path, "x509", "-req", "-in", "request.pem", "-CA", "issuer.pem", "-CAkey", "issuer.key", "-days", "1", "-extfile", "extensions", "-out", "certificate.pem");
        Assert.True(signed.Content, signed.Output);
        return OpenSsl.Run(folder.Path, "verify", "-CAfile", "root.pem", "-untrusted", "issuer.pem", "certificate.pem");
    }
}
