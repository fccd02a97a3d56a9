using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Infra.Fuzzing.Der;

namespace Infra.Fuzzing.Requests;

/// <summary>A request that others are made from.</summary>
/// <param name="Name">What it is, for the record of a finding.</param>
/// <param name="Der">The request.</param>
/// <param name="Owner">Whose request it is, if this program made it.</param>
internal sealed record SeedRequest(string Name, byte[] Der, SeedOwner? Owner = null)
{
    /// <summary>A good request for each kind of key, some with what common tools add. Keys are new at each run and nowhere kept.</summary>
    public static IReadOnlyList<SeedRequest> Good()
    {
        var p256 = SeedOwner.WithEc("SN-0001", ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256);
        var rsa = SeedOwner.WithRsa("SN-0004", 2048);
        return
        [
            Of("P-256", p256),
            Of("P-256 with a challenge password", p256, request => request.OtherRequestAttributes.Add(ChallengePassword("2026-11-22T06:00:00Z/abc"))),
            Of("P-256 with extensions", p256, AddExtensions),
            Of("P-384", SeedOwner.WithEc("SN-0002", ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384)),
            Of("P-521", SeedOwner.WithEc("SN-0003", ECCurve.NamedCurves.nistP521, HashAlgorithmName.SHA512)),
            Of("RSA-2048", rsa),
            Of("RSA-2048 with extensions", rsa, AddExtensions),
        ];
    }

    /// <summary>Every <c>*.header</c> file of a folder: the corpus of bad requests, or inputs of one's own.</summary>
    public static IEnumerable<SeedRequest> InFolder(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*.header").Order(StringComparer.Ordinal)
        let der = DerOf(File.ReadAllText(file))
        where der is not null && DerElement.Read(der) is not null
        select new SeedRequest(Path.GetFileNameWithoutExtension(file), der);

    /// <summary>What a header holds, in base64 of PEM or DER; null if it holds neither.</summary>
    public static byte[]? DerOf(string header)
    {
        try
        {
            var bytes = Convert.FromBase64String(header);
            return PemEncoding.TryFindUtf8(bytes, out var pem) ? Convert.FromBase64String(Encoding.ASCII.GetString(bytes[pem.Base64Data])) : bytes;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static SeedRequest Of(string name, SeedOwner owner, Action<CertificateRequest>? add = null)
    {
        var request = owner.Request();
        add?.Invoke(request);
        return new SeedRequest(name, request.CreateSigningRequest(), owner);
    }

    private static void AddExtensions(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
    }

    private static AsnEncodedData ChallengePassword(string password)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.UTF8String, password);
        return new AsnEncodedData("1.2.840.113549.1.9.7", writer.Encode());
    }
}
