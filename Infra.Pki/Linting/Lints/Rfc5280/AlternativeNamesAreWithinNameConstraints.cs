using System.Net;

namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class AlternativeNamesAreWithinNameConstraints : ICertificateLint
{
    public string Rule => "every subjectAltName is one that the name constraints of every authority above permit";

    public string Citation => "RFC 5280 4.2.1.10";

    public string? Check(LintSubject certificate) =>
        (from name in certificate.AlternativeNames
         from imposed in certificate.ImposedConstraints
         where !Permits(imposed.Names, name)
         select $"{Described(name)} is not within the name constraints of '{imposed.Authority.Name}' ({imposed.Names}); ask for a permitted one").FirstOrDefault();

    private static bool Permits(NameConstraints constraints, X509GeneralName name) => name.Form switch
    {
        X509GeneralName.DnsName => constraints.Permits(name.Text),
        X509GeneralName.DirectoryName => constraints.Permits(name.Directory),
        X509GeneralName.IpAddress => constraints.Permits(new IPAddress(name.Value.Span)),
        _ => !constraints.OtherForms.Contains(name.Form),
    };

    private static string Described(X509GeneralName name) => name.Form switch
    {
        X509GeneralName.DirectoryName => $"directoryName '{name.Directory.Name}'",
        X509GeneralName.IpAddress => $"iPAddress {new IPAddress(name.Value.Span)}",
        _ => $"{X509GeneralName.NameOf(name.Form)} '{name.Text}'",
    };
}
