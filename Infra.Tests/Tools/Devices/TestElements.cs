using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Tests.Tools.Devices;

/// <summary>A vendor of secure elements: its manifest signer, and elements that it signs for, as Microchip's "Trust Platform Manifest File Format" has them.</summary>
internal sealed class TestElements : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestElements(string name = "Manifest Signer 005")
    {
        var request = new CertificateRequest($"CN={name}, O=Vendor Inc", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        // As the vendor's first: it expired, and what it signed still stands.
        Signer = request.CreateSelfSigned(new(2019, 1, 22, 0, 0, 0, TimeSpan.Zero), new(2019, 7, 22, 0, 0, 0, TimeSpan.Zero));
    }

    public X509Certificate2 Signer { get; }

    public static string UniqueId(int number) => $"0123{number:x12}01";

    public static JsonObject Key(string slot, ECDsa key, string? commonName = null, string curve = "P-256")
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var jwk = new JsonObject { ["kid"] = slot, ["kty"] = "EC", ["crv"] = curve, ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
        if (commonName is not null)
        {
            using var certificate = new CertificateRequest($"CN={commonName}, O=Vendor Inc", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            jwk["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData), Convert.ToBase64String(certificate.RawData));
        }

        return jwk;
    }

    public static JsonObject Element(int number, params JsonObject[] keys) => new()
    {
        ["version"] = 3,
        ["model"] = "ATECC608C",
        ["partNumber"] = "ATECC608C-MAH22",
        ["provisioningTimestamp"] = "2026-01-15T17:22:45.000Z",
        ["uniqueId"] = UniqueId(number),
        ["publicKeySet"] = new JsonObject { ["keys"] = new JsonArray([.. keys]) },
    };

    /// <summary>An element with a certified key in slot 0 and another in slot 2, and these keys as the table has them.</summary>
    public static JsonObject Element(int number, out string primary, out string secondary)
    {
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (primary, secondary) = (Convert.ToBase64String(first.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(second.ExportSubjectPublicKeyInfo()));
        return Element(number, Key("0", first, $"sn{UniqueId(number).ToUpperInvariant()}"), Key("2", second));
    }

    public JsonObject Header(string algorithm = "ES256") => new()
    {
        ["alg"] = algorithm,
        ["kid"] = Base64Url.EncodeToString(Signer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.Span),
        ["typ"] = "JWT",
        ["x5t#S256"] = Base64Url.EncodeToString(SHA256.HashData(Signer.RawData)),
    };

    public JsonObject Sign(JsonObject element, JsonObject? header = null, Func<byte[], byte[]>? sign = null)
    {
        var protectedHeader = Base64Url.EncodeToString(Encoding.UTF8.GetBytes((header ?? Header()).ToJsonString()));
        var payload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(element.ToJsonString()));
        var input = Encoding.ASCII.GetBytes($"{protectedHeader}.{payload}");
        return new()
        {
            ["payload"] = payload,
            ["protected"] = protectedHeader,
            ["header"] = new JsonObject { ["uniqueId"] = element["uniqueId"]?.DeepClone() },
            ["signature"] = Base64Url.EncodeToString(sign is null ? _key.SignData(input, HashAlgorithmName.SHA256) : sign(input)),
        };
    }

    public static string Manifest(params IEnumerable<JsonObject> entries) => new JsonArray([.. entries]).ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    public void Dispose()
    {
        Signer.Dispose();
        _key.Dispose();
    }
}
