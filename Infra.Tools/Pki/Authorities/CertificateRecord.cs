using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki.Revocation;

namespace Infra.Tools.Pki.Authorities;

/// <summary>One line of OpenSSL's index file, so that `openssl ca` and `openssl ocsp` read our records and we read theirs.</summary>
/// <param name="SerialNumber">Upper-case hex.</param>
/// <param name="NotAfter">The certificate's end.</param>
/// <param name="Subject">As OpenSSL writes it: /C=US/CN=...</param>
/// <param name="Revocation">Null while it is not revoked.</param>
internal sealed record CertificateRecord(string SerialNumber, DateTimeOffset NotAfter, string Subject, RevokedCertificate? Revocation)
{
    /// <summary>OpenSSL's names of the reasons that its index knows.</summary>
    public static IReadOnlyDictionary<string, RevocationReason> Reasons { get; } = new Dictionary<string, RevocationReason>(StringComparer.OrdinalIgnoreCase)
    {
        ["unspecified"] = RevocationReason.Unspecified,
        ["keyCompromise"] = RevocationReason.KeyCompromise,
        ["CACompromise"] = RevocationReason.CaCompromise,
        ["affiliationChanged"] = RevocationReason.AffiliationChanged,
        ["superseded"] = RevocationReason.Superseded,
        ["cessationOfOperation"] = RevocationReason.CessationOfOperation,
        ["certificateHold"] = RevocationReason.CertificateHold,
    };

    public static CertificateRecord Of(string serialNumber, DateTimeOffset notAfter, X500DistinguishedName subject) =>
        new(serialNumber, notAfter, OneLine(subject), Revocation: null);

    /// <summary>Null when the line is none of an index.</summary>
    public static CertificateRecord? Parse(string line)
    {
        var fields = line.Split('\t');
        if (fields is not ["V" or "R" or "E", var end, var revoked, { Length: > 0 } serial, _, var subject] || ReadTime(end) is not { } notAfter) { return null; }
        if (fields[0] != "R") { return new(serial, notAfter, subject, Revocation: null); }
        var (time, reason) = revoked.Split(',', 2) is [var at, var why] ? (at, why) : (revoked, "unspecified");
        return ReadTime(time) is { } revokedAt && Reasons.TryGetValue(reason, out var known)
            ? new(serial, notAfter, subject, new RevokedCertificate(serial, revokedAt, known)) : null;
    }

    public string ToLine() => string.Join('\t',
        Revocation is null ? "V" : "R", WriteTime(NotAfter),
        Revocation is null ? "" : $"{WriteTime(Revocation.RevokedAt)},{Reasons.First(reason => reason.Value == Revocation.Reason).Key}",
        SerialNumber, "unknown", Subject);

    private static string OneLine(X500DistinguishedName name) => string.Concat(name.EnumerateRelativeDistinguishedNames(reversed: false)
        .Select(part => $"/{ShortName(part)}={part.GetSingleElementValue()?.ReplaceLineEndings(" ").Replace('\t', ' ')}"));

    private static string ShortName(X500RelativeDistinguishedName part) => part.GetSingleElementType() switch
    {
        { Value: "2.5.4.8" } => "ST", // the platform calls it S
        { FriendlyName: { Length: > 0 } name } => name,
        var oid => oid.Value ?? "",
    };

    private static string WriteTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.UtcDateTime.Year <= 2049 ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset? ReadTime(string text)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, "yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture, utc, out var time)) { return time; }
        // UTCTime: 50 to 99 are of the twentieth century (RFC 5280 4.1.2.5.1).
        var century = string.CompareOrdinal(text, "50") < 0 ? "20" : "19";
        return DateTimeOffset.TryParseExact(century + text, "yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture, utc, out time) ? time : null;
    }
}
