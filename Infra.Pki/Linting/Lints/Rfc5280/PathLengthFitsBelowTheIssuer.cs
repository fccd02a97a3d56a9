using System.Globalization;

namespace Infra.Pki.Linting.Lints.Rfc5280;

/// <summary>An authority below pathlen:0 signs happily, and every chain through it is refused.</summary>
internal sealed class PathLengthFitsBelowTheIssuer : ICertificateLint
{
    public string Rule => "an authority is only issued where the issuer's path length leaves room for it";

    public string Citation => "RFC 5280 4.2.1.9 and 6.1.4 (l)";

    public string? Check(LintSubject certificate) => (certificate.IsAuthority, certificate.Issuer?.PathLength) switch
    {
        (true, { } issuer) when certificate.IsSelfIssued => certificate.PathLength is not { } own || own > issuer
            ? $"path length {Shown(certificate.PathLength)} must not be greater than the issuer's {issuer}, whose name it bears" : null,
        (true, <= 0) => "the issuer's path length is 0, so no authority may stand below it",
        (true, { } issuer) when certificate.PathLength is not { } own || own >= issuer =>
            $"path length {Shown(certificate.PathLength)} must be less than the issuer's {issuer}",
        _ => null,
    };

    private static string Shown(int? length) => length?.ToString(CultureInfo.InvariantCulture) ?? "(none)";
}
