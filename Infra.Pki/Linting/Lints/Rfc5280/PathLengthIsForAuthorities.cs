namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class PathLengthIsForAuthorities : ICertificateLint
{
    public string Rule => "only an authority has a path length";

    public string Citation => "RFC 5280 4.2.1.9";

    public string? Check(LintSubject certificate) =>
        certificate is { PathLength: { } length, IsAuthority: false } ? $"path length {length} is set on a certificate that is no authority" : null;
}
