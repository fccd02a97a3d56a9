using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

internal sealed class AuthorityKeyIsIdentified : IRevocationListLint
{
    public string Rule => "authorityKeyIdentifier is the issuer's subjectKeyIdentifier";

    public string Citation => "RFC 5280 5.2.1";

    public string? Check(RevocationListContents list, IssuerFacts issuer) =>
        list.KeyIdentifier is { IsEmpty: false } keyId && keyId.AsSpan().SequenceEqual(issuer.KeyIdentifier.AsSpan())
        ? null
        : $"authorityKeyIdentifier is '{Convert.ToHexString(list.KeyIdentifier.AsSpan())}', the issuer's key is {Convert.ToHexString(issuer.KeyIdentifier.AsSpan())}";
}
