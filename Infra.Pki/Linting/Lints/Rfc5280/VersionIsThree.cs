namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class VersionIsThree : ICertificateLint
{
    public string Rule => "a certificate with extensions is of version 3";

    public string Citation => "RFC 5280 4.1.2.1";

    // AWS IoT gives meaning to extensions, so a version 1 certificate is never made here.
    public string? Check(LintSubject certificate) =>
        certificate.Certificate.Version == 3 ? null : $"version is {certificate.Certificate.Version}, must be 3";
}
