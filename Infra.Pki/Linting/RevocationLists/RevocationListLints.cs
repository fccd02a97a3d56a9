using System.Collections.Immutable;
using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

/// <summary>Every lint of revocation lists, and the one way to apply them.</summary>
internal static class RevocationListLints
{
    public static ImmutableArray<IRevocationListLint> All { get; } =
    [
        new VersionIsTwo(),
        new IssuerIsTheSignersSubject(),
        new TimesAreEncodedByYear(),
        new NextUpdateIsNamed(),
        new NumberIsPresent(),
        new AuthorityKeyIsIdentified(),
        new EntryListIsNotEmpty(),
        new EntriesAreUnique(),
        new ReasonsAreForFullLists(),
    ];

    /// <summary>Every broken rule, with its citation.</summary>
    public static IReadOnlyList<string> Findings(RevocationListContents list, IssuerFacts issuer) =>
    [
        .. All.Select(lint => (lint.Citation, Finding: lint.Check(list, issuer)))
            .Where(result => result.Finding is not null)
            .Select(result => $"{result.Finding} ({result.Citation})"),
    ];

    /// <summary>Throws one exception that names every broken rule.</summary>
    public static void Require(byte[] toBeSigned, IssuerFacts issuer)
    {
        if (Findings(RevocationListContents.Decode(toBeSigned), issuer) is { Count: > 0 } findings)
        {
            throw new PkiException(PkiErrors.LintFailed, $"the revocation list is not signed: {string.Join("; ", findings)}");
        }
    }
}
