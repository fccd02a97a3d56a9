using System.Globalization;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Infra.Pki;
using Infra.Pki.Revocation;

namespace Infra.Tools.Pki.Authorities;

/// <summary>An authority on disk, as a ceremony left it.</summary>
internal sealed class AuthorityFolder
{
    public const string CertificateName = "certificate.pem";
    public const string ChainName = "chain.pem";
    public const string KeyName = "key.pem";
    public const string SettingsName = "settings.json";
    public const string IndexName = "index.txt";
    public const string CrlName = "crl.pem";
    public const string CrlNumberName = "crlnumber";
    public const string OcspCertificateName = "ocsp.pem";
    public const string OcspKeyName = "ocsp.key";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _path;

    public AuthorityFolder(string path)
    {
        if (!File.Exists(Path.Combine(path, CertificateName)) || !File.Exists(Path.Combine(path, SettingsName)))
        {
            throw new ToolException(ExitCodes.File, "no-authority", $"'{path}' holds no authority ({CertificateName} and {SettingsName} are not there)",
                "give root/ or intermediate/ of what provision pki init made");
        }

        _path = path;
        Index = new CertificateIndex(PathOf(IndexName));
    }

    public CertificateIndex Index { get; }

    public string CertificatePem => ToolFiles.Read(PathOf(CertificateName), TextReader.Null);

    /// <summary>Its own certificate first, the root last.</summary>
    public string ChainPem => ToolFiles.Read(PathOf(ChainName), TextReader.Null);

    public AuthoritySettings Settings
    {
        get
        {
            try
            {
                return JsonSerializer.Deserialize<AuthoritySettings>(ToolFiles.Read(PathOf(SettingsName), TextReader.Null), Json)!;
            }
            catch (JsonException e)
            {
                throw new ToolException(ExitCodes.File, "settings-damaged", $"'{PathOf(SettingsName)}' cannot be read: {e.Message.TrimEnd('.')}", "restore the file from its last copy: it says where the authority's certificate and list are served");
            }
        }
    }

    public string PathOf(string name) => Path.Combine(_path, name);

    public static string Text(AuthoritySettings settings) => JsonSerializer.Serialize(settings, Json) + "\n";

    /// <summary>Opens the key.</summary>
    public SoftwareAuthority Unlock(TimeProvider clock, string? passphrase) =>
        SoftwareAuthority.FromPem(ChainPem, ToolFiles.ReadKey(PathOf(KeyName)), clock, passphrase);

    /// <summary>Prepares, writes the record, signs once: a kill in between leaves a record too many, never a certificate that no list can revoke.</summary>
    public IssuedCertificate Issue(SoftwareAuthority authority, CertificateProfile profile, VerifiedRequest request, ValidityPeriod validity)
    {
        var prepared = authority.Prepare(profile, Settings.Request(request, validity));
        Index.Add(CertificateRecord.Of(prepared.SerialNumber, validity.NotAfter, request.Subject));
        return authority.Issue(prepared);
    }

    /// <summary>The OCSP signer that is there; null: none.</summary>
    public OcspSignerInPlace? OcspSigner()
    {
        if (!File.Exists(PathOf(OcspCertificateName))) { return null; }
        using var certificate = Infra.Pki.Pem.Certificates(ToolFiles.Read(PathOf(OcspCertificateName), TextReader.Null))[0];
        return OcspSignerInPlace.Of(certificate);
    }

    /// <summary>Makes a signer with a key of its own and puts it in the last one's place, its certificate last: a responder that sees the certificate finds the key.</summary>
    public X509Certificate2 IssueOcspSigner(SoftwareAuthority authority, OcspSignerWish wish, TimeProvider clock)
    {
        using var key = SigningKey.Generate(wish.KeyAlgorithm);
        var validity = ValidityPeriod.FromNow(clock, wish.Life).CappedAt(authority.NotAfter);
        var issued = Issue(authority, CertificateProfile.OcspSigner, new VerifiedRequest(wish.Subject, key.SubjectPublicKeyInfo), validity);
        ToolFiles.Write(force: true,
            ToolFile.Secret(PathOf(OcspKeyName), key.ExportPrivateKeyPem()), // in the clear: a responder starts without a person at hand
            ToolFile.Public(PathOf(OcspCertificateName), issued.CertificatePem));
        return X509CertificateLoader.LoadCertificate(issued.Der.Span);
    }

    /// <summary>Revokes what the index knows. A revocation stays as it is; only a hold can become final.</summary>
    public CertificateRecord Revoke(string serialNumber, RevocationReason reason, DateTimeOffset now)
    {
        CertificateRecord? changed = null;
        Index.Change(records =>
        {
            var record = records.FirstOrDefault(record => record.SerialNumber.Equals(serialNumber, StringComparison.OrdinalIgnoreCase))
                ?? throw new ToolException(ExitCodes.Refused, "certificate-unknown", $"this authority has no record of certificate {serialNumber}",
                    $"the serial numbers it issued stand in {PathOf(IndexName)}");
            if (record.Revocation is { Reason: not RevocationReason.CertificateHold } earlier)
            {
                throw new ToolException(ExitCodes.Refused, "certificate-revoked", $"certificate {serialNumber} is revoked already, since {earlier.RevokedAt:u} ({earlier.Reason})",
                    "a revocation stays as it is; where it is not on the list yet: provision pki crl");
            }

            changed = record with { Revocation = new RevokedCertificate(record.SerialNumber, new ValidityPeriod(now, now.AddDays(1)).NotBefore, reason) };
            return records.Replace(record, changed);
        });
        return changed!;
    }

    /// <summary>Signs the list of what is revoked now. Its number is one more than the last one's, and on disk before the signature is.</summary>
    public RevocationList IssueList(SoftwareAuthority authority, int? days, TimeProvider clock)
    {
        using var gate = Index.Lock();
        var list = List(authority, Index.Read(), NextNumber(), days ?? Settings.CrlDays, clock);
        ToolFiles.Write(force: true, ToolFile.Public(PathOf(CrlNumberName), NumberText(list.Number!.Value + 1)), ToolFile.Public(PathOf(CrlName), list.PemText));
        return list;
    }

    public static RevocationList List(SoftwareAuthority authority, IEnumerable<CertificateRecord> records, BigInteger number, int days, TimeProvider clock) =>
        authority.Issue(authority.Prepare(new RevocationListRequest
        {
            Number = number,
            Validity = ValidityPeriod.FromNow(clock, TimeSpan.FromDays(days)).CappedAt(authority.NotAfter),
            // An expired certificate need not be listed any longer (RFC 5280 3.3).
            Revoked = [.. records.Where(record => record.NotAfter > clock.GetUtcNow()).Select(record => record.Revocation).OfType<RevokedCertificate>()],
        }));

    /// <summary>Hex with an even number of digits, as OpenSSL keeps it.</summary>
    public static string NumberText(BigInteger number) => Convert.ToHexString(number.ToByteArray(isUnsigned: true, isBigEndian: true)) + "\n";

    private BigInteger NextNumber()
    {
        var text = ToolFiles.Read(PathOf(CrlNumberName), TextReader.Null).Trim();
        return text.Length is > 0 and <= 40 && BigInteger.TryParse("0" + text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ToolException(ExitCodes.File, "crlnumber-damaged", $"'{PathOf(CrlNumberName)}' holds no number in hex", "write a number there that is greater than the last list's");
    }
}
