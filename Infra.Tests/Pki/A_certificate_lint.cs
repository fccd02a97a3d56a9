using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Pki.Linting;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;

namespace Infra.Tests.Pki;

/// <summary>Each lint is shown a certificate that breaks its rule and no other.</summary>
public sealed class A_certificate_lint
{
    private static readonly IssuerFacts Issuer = new(
        [.. new X500DistinguishedName("CN=issuer").RawData], [1, 2, 3, 4], new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero), PathLength: 1);

    public static TheoryData<string, string> Breaches => new()
    {
        { "serial number zero", "serial number 0 is not positive" },
        { "serial number negative", "is not positive" },
        { "serial number of 21 octets", "serial number is 21 octets long" },
        { "serial number short", "serial number has 16 bits" },
        { "subject empty", "subject is empty" },
        { "issuer re-encoded", "which is not the signer's name" },
        { "validity beyond the issuer", "validity ends after the issuer's (2040-01-01 00:00:01Z > 2040-01-01 00:00:00Z)" },
        { "GeneralizedTime before 2050", "notBefore 2026-01-01 00:00:00Z is written as GeneralizedTime" },
        { "no basicConstraints", "basicConstraints is missing" },
        { "basicConstraints not critical", "basicConstraints is not critical" },
        { "path length as long as the issuer's", "path length 1 must be less than the issuer's 1" },
        { "path length missing below a limited issuer", "path length (none) must be less than the issuer's 1" },
        { "path length without authority", "path length 0 is set on a certificate that is no authority" },
        { "no keyUsage", "keyUsage is missing" },
        { "keyUsage not critical", "keyUsage is not critical" },
        { "keyUsage lets a device sign certificates", "keyUsage has keyCertSign, but the certificate is no authority" },
        { "keyUsage keeps an authority from signing", "keyUsage of an authority lacks keyCertSign" },
        { "no subjectKeyIdentifier", "subjectKeyIdentifier is missing" },
        { "no authorityKeyIdentifier", "authorityKeyIdentifier is missing" },
        { "authorityKeyIdentifier of another", "authorityKeyIdentifier is 09, the issuer's key is 01020304" },
        { "weak key", "key is RSA of 1024 bits" },
        { "name constraints not critical in authority from here", "nameConstraints are not critical" },
        { "name constraints without subtree in authority from here", "nameConstraints name no subtree" },
        { "name constraints in a device", "nameConstraints stand in a certificate that is no authority" },
        { "subject of another organization", "subject 'CN=SN-1' is not within the name constraints of 'CN=root' (permitted: 'O=Automatra')" },
        { "alternative name of another domain", "dNSName 'a.example.net' is not within the name constraints of 'CN=root' (permitted: DNS example.com)" },
        { "host of another domain as common name", "common name 'a.example.net' reads as a host that is not within the name constraints of 'CN=root' (permitted: DNS example.com)" },
        { "information access critical", "authorityInfoAccess is critical" },
        { "ocsp signer with a status", "an OCSP signer lacks id-pkix-ocsp-nocheck" },
        { "no status for a device", "id-pkix-ocsp-nocheck stands in a certificate that signs no OCSP answers" },
        { "unusual curve", "key is EC on curve" },
        { "signed over SHA-1", "signature algorithm is 1.2.840.10045.4.1" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void finds_the_certificate_that_breaks_its_rule(string breach, string finding)
    {
        Assert.Contains(finding, Assert.Single(CertificateLints.Findings(Certificate(breach), IssuerBefore(breach))), StringComparison.Ordinal);
    }

    [Fact]
    public void keeps_a_certificate_from_being_signed()
    {
        var refusal = Assert.Throws<PkiException>(() => CertificateLints.Require(Certificate("weak key"), Issuer));

        Assert.Equal(PkiErrors.LintFailed, refusal.Code);
        Assert.Contains("NIST SP 800-131A", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void is_content_with_a_certificate_that_breaks_no_rule() => CertificateLints.Require(Certificate("nothing"), Issuer);

    [Fact]
    public void says_its_rule_and_where_it_is_written()
    {
        Assert.All(CertificateLints.All, lint =>
        {
            Assert.NotEmpty(lint.Rule);
            Assert.NotEmpty(lint.Citation);
        });
        var written = typeof(ICertificateLint).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(ICertificateLint)) && type.IsClass);
        Assert.Equal(written.OrderBy(type => type.Name), CertificateLints.All.Select(lint => lint.GetType()).OrderBy(type => type.Name));
    }

    private static IssuerFacts IssuerBefore(string breach) => Issuer with
    {
        NameConstraints = breach switch
        {
            "subject of another organization" => [Of(new() { PermittedDirectoryNames = [DistinguishedNames.Of(organization: "Automatra")] })],
            "alternative name of another domain" or "host of another domain as common name" => [Of(new() { PermittedDnsNames = ["example.com"] })],
            _ => [],
        },
    };

    private static ImposedConstraints Of(Infra.Pki.NameConstraints names) => new(DistinguishedNames.CommonName("root"), names);

    /// <summary>A sound device certificate (or authority, where the breach needs one) with one thing wrong.</summary>
    private static byte[] Certificate(string breach)
    {
        var authority = breach.Contains("authority from", StringComparison.Ordinal) || breach.StartsWith("path length as", StringComparison.Ordinal)
            || breach.StartsWith("path length missing", StringComparison.Ordinal);
        var tbs = new V3TbsCertificateGenerator();
        tbs.SetSignature(new AlgorithmIdentifier(new DerObjectIdentifier(breach == "signed over SHA-1" ? "1.2.840.10045.4.1" : "1.2.840.10045.4.3.2")));
        tbs.SetSerialNumber(new DerInteger(breach switch
        {
            "serial number zero" => BigInteger.Zero,
            "serial number negative" => new BigInteger(-1, Random(16)),
            "serial number of 21 octets" => new BigInteger(1, [0x40, .. Random(20)]),
            "serial number short" => new BigInteger("65535"),
            _ => new BigInteger(1, Random(16)),
        }));
        tbs.SetIssuer(Name(breach == "issuer re-encoded" ? "CN=Issuer" : "CN=issuer"));
        tbs.SetSubject(Name(breach switch { "subject empty" => "", "host of another domain as common name" => "CN=a.example.net", _ => "CN=SN-1" }));
        var notBefore = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        tbs.SetStartDate(breach == "GeneralizedTime before 2050"
            ? Time.GetInstance(Asn1Object.FromByteArray([0x18, 0x0f, .. System.Text.Encoding.ASCII.GetBytes(notBefore.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture))]))
            : new Time(notBefore));
        tbs.SetEndDate(new Time(Issuer.NotAfter.UtcDateTime.AddSeconds(breach == "validity beyond the issuer" ? 1 : 0)));
        tbs.SetSubjectPublicKeyInfo(SubjectPublicKeyInfo.GetInstance(Asn1Object.FromByteArray(Key(breach))));
        tbs.SetExtensions(Extensions(breach, authority));
        return tbs.GenerateTbsCertificate().GetDerEncoded();
    }

    private static X509Extensions Extensions(string breach, bool authority)
    {
        var extensions = new X509ExtensionsGenerator();
        if (breach != "no basicConstraints")
        {
            Asn1Encodable constraints = breach switch
            {
                "path length as long as the issuer's" => new BasicConstraints(1),
                "path length missing below a limited issuer" => new BasicConstraints(true),
                "path length without authority" => new DerSequence(new DerInteger(0)),
                _ => authority ? new BasicConstraints(0) : new BasicConstraints(false),
            };
            extensions.AddExtension(X509Extensions.BasicConstraints, breach != "basicConstraints not critical", constraints);
        }

        if (breach != "no keyUsage")
        {
            var certSign = authority ? breach != "keyUsage keeps an authority from signing" : breach == "keyUsage lets a device sign certificates";
            extensions.AddExtension(X509Extensions.KeyUsage, breach != "keyUsage not critical", new KeyUsage(certSign ? KeyUsage.KeyCertSign : KeyUsage.DigitalSignature));
        }

        if (breach != "no subjectKeyIdentifier") { extensions.AddExtension(X509Extensions.SubjectKeyIdentifier, false, new SubjectKeyIdentifier(Random(20))); }
        if (breach != "no authorityKeyIdentifier")
        {
            extensions.AddExtension(X509Extensions.AuthorityKeyIdentifier, false,
                new AuthorityKeyIdentifier(breach == "authorityKeyIdentifier of another" ? [9] : [.. Issuer.KeyIdentifier]));
        }

        if (breach.StartsWith("name constraints", StringComparison.Ordinal))
        {
            var subtrees = breach.Contains("without subtree", StringComparison.Ordinal) ? [] : new Infra.Pki.NameConstraints { PermittedDnsNames = ["example.com"] }.ToDer();
            extensions.AddExtension(X509Extensions.NameConstraints, !breach.Contains("not critical", StringComparison.Ordinal), subtrees.Length > 0 ? subtrees : [0x30, 0x00]);
        }

        if (breach == "alternative name of another domain")
        {
            extensions.AddExtension(X509Extensions.SubjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.DnsName, "a.example.net")));
        }

        if (breach == "information access critical") { extensions.AddExtension(X509Extensions.AuthorityInfoAccess, true, new DerSequence()); }
        if (breach == "ocsp signer with a status")
        {
            extensions.AddExtension(X509Extensions.ExtendedKeyUsage, false, new DerSequence(new DerObjectIdentifier(ExtendedKeyUsages.OcspSigning)));
        }

        if (breach == "no status for a device") { extensions.AddExtension(new DerObjectIdentifier("1.3.6.1.5.5.7.48.1.5"), false, DerNull.Instance); }
        return extensions.Generate();
    }

    private static byte[] Key(string breach)
    {
        if (breach == "weak key")
        {
            using var rsa = System.Security.Cryptography.RSA.Create(1024);
            return rsa.ExportSubjectPublicKeyInfo();
        }

        using var ec = System.Security.Cryptography.ECDsa.Create(breach == "unusual curve"
            ? System.Security.Cryptography.ECCurve.CreateFromValue("1.3.132.0.10") // secp256k1
            : System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return ec.ExportSubjectPublicKeyInfo();
    }

    private static X509Name Name(string name) => X509Name.GetInstance(Asn1Object.FromByteArray(new X500DistinguishedName(name).RawData));

    /// <summary>Fixed, so that a failure can be replayed; the first byte keeps it positive and long.</summary>
    private static byte[] Random(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(0x41 + i))];
}
