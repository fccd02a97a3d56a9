using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

internal sealed class NumberIsPresent : IRevocationListLint
{
    public string Rule => "cRLNumber is present, not critical, not negative and at most 20 octets long";

    public string Citation => "RFC 5280 5.2.3";

    public string? Check(RevocationListContents list, IssuerFacts issuer) => (list.Extension(RevocationListAssembly.CrlNumber), list.Number) switch
    {
        (null, _) => "cRLNumber is missing",
        ({ IsCritical: true }, _) => "cRLNumber is critical",
        (_, { } number) when number.Sign < 0 => $"cRLNumber {number} is negative",
        (_, { } number) when number.GetByteCount() > 20 => $"cRLNumber is {number.GetByteCount()} octets long, at most 20 are allowed",
        _ => null,
    };
}
