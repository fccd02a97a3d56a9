using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

internal sealed class ReasonsAreForFullLists : IRevocationListLint
{
    public string Rule => "no entry takes a certificate off the list again";

    public string Citation => "RFC 5280 5.3.1";

    public string? Check(RevocationListContents list, IssuerFacts issuer) =>
        list.Revoked.FirstOrDefault(entry => entry.Reason == RevocationReason.RemoveFromCrl) is { } entry
        ? $"certificate {entry.SerialNumber} has reason removeFromCRL, which stands in delta lists only"
        : null;
}
