using System.Text.RegularExpressions;

namespace Infra.Pki.Linting.Lints.House;

/// <summary>Where no DNS name stands in an end entity's subjectAltName, OpenSSL takes a common name that looks like a host's for one, and refuses it.</summary>
internal sealed partial class HostAsCommonNameIsWithinNameConstraints : ICertificateLint
{
    private const string CommonName = "2.5.4.3";

    public string Rule => "a host's name as common name is one that the constraints of DNS names permit";

    public string Citation => "RFC 6125 6.4.4; OpenSSL's NAME_CONSTRAINTS_check_CN";

    public string? Check(LintSubject certificate) =>
        certificate.IsAuthority || certificate.AlternativeNames.Any(name => name.Form == X509GeneralName.DnsName)
            ? null
            : (from name in HostNames(certificate)
               from imposed in certificate.ImposedConstraints
               where !imposed.Names.Permits(name)
               select $"common name '{name}' reads as a host that is not within the name constraints of '{imposed.Authority.Name}' ({imposed.Names}); ask for a permitted one").FirstOrDefault();

    private static IEnumerable<string> HostNames(LintSubject certificate) =>
        from part in certificate.Subject.EnumerateRelativeDistinguishedNames()
        where !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName
        let value = part.GetSingleElementValue()
        where value is not null && HostName.IsMatch(value)
        select value;

    /// <summary>Two labels or more, as OpenSSL tells a host from any other text.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostName { get; }
}
