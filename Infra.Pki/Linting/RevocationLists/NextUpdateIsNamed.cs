using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

/// <summary>Without it a reader cannot tell a fresh list from a replayed old one.</summary>
internal sealed class NextUpdateIsNamed : IRevocationListLint
{
    public string Rule => "nextUpdate is present and after thisUpdate";

    public string Citation => "RFC 5280 5.1.2.5";

    public string? Check(RevocationListContents list, IssuerFacts issuer) => list.NextUpdate switch
    {
        null => "nextUpdate is missing",
        { } next when next <= list.ThisUpdate => $"nextUpdate {next:u} is not after thisUpdate {list.ThisUpdate:u}",
        _ => null,
    };
}
