using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

/// <summary>Strict readers refuse the whole list for it.</summary>
internal sealed class EntryListIsNotEmpty : IRevocationListLint
{
    public string Rule => "revokedCertificates is left out when nothing is revoked";

    public string Citation => "RFC 5280 5.1.2.6";

    public string? Check(RevocationListContents list, IssuerFacts issuer) =>
        list is { HasEntryList: true, Revoked.IsEmpty: true } ? "revokedCertificates is present but empty" : null;
}
