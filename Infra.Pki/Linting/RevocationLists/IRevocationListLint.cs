using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

/// <summary>One rule that a revocation list must keep. One lint, one file, one citation.</summary>
internal interface IRevocationListLint
{
    /// <summary>The rule in one sentence.</summary>
    string Rule { get; }

    /// <summary>Where it is written.</summary>
    string Citation { get; }

    /// <summary>What is wrong, values shown; null when nothing is.</summary>
    string? Check(RevocationListContents list, IssuerFacts issuer);
}
