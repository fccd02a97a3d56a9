using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

internal sealed class VersionIsTwo : IRevocationListLint
{
    public string Rule => "a list with extensions is of version 2";

    public string Citation => "RFC 5280 5.1.2.1";

    public string? Check(RevocationListContents list, IssuerFacts issuer) =>
        list.Version == 1 ? null : $"version is {list.Version + 1 ?? 1}, must be 2";
}
