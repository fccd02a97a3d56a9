namespace Infra.Pki.Linting.Lints.Rfc5280;

/// <summary>An authority below pathlen:0 signs happily, and every chain through it is refused.</summary>
internal sealed class PathLengthFitsBelowTheIssuer : ICertificateLint
{
    public string Rule => "an authority is only issued where the issuer's path length leaves room for it";

    public string Citation => "RFC 5280 4.2.1.9 and 6.1.4 (l)";

    public string? Check(LintSubject certificate) => (certificate.IsAuthority, certificate.Issuer?.PathLength) switch
    {
        (true, 0) => "the issuer's path length is 0, so no authority may stand below it",
        (true, { } issuer) when certificate.PathLength is not { } own || own >= issuer =>
            $"path length {certificate.PathLength?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "(none)"} must be less than the issuer's {issuer}",
        _ => null,
    };
}
