using Org.BouncyCastle.Asn1.X509;

namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class ValidityIsEncodedByYear : ICertificateLint
{
    public string Rule => "dates through 2049 are UTCTime, later ones GeneralizedTime";

    public string Citation => "RFC 5280 4.1.2.5";

    public string? Check(LintSubject certificate) =>
        Check("notBefore", certificate.Certificate.StartDate) ?? Check("notAfter", certificate.Certificate.EndDate);

    private static string? Check(string name, Time time)
    {
        const byte utcTimeTag = 0x17;
        var isUtcTime = time.GetDerEncoded()[0] == utcTimeTag;
        return isUtcTime == time.ToDateTime().Year <= 2049
            ? null
            : $"{name} {time.ToDateTime():u} is written as {(isUtcTime ? "UTCTime" : "GeneralizedTime")}";
    }
}
