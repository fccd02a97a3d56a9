using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

internal sealed class EntriesAreUnique : IRevocationListLint
{
    public string Rule => "a certificate is listed once, and not before it is revoked";

    public string Citation => "RFC 5280 5.1.2.6";

    public string? Check(RevocationListContents list, IssuerFacts issuer)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return list.Revoked.FirstOrDefault(entry => !seen.Add(entry.SerialNumber)) is { } twice ? $"certificate {twice.SerialNumber} is listed twice"
            : list.Revoked.FirstOrDefault(entry => entry.RevokedAt > list.ThisUpdate) is { } early
                ? $"certificate {early.SerialNumber} is listed at {list.ThisUpdate:u}, before its revocation at {early.RevokedAt:u}"
            : null;
    }
}
