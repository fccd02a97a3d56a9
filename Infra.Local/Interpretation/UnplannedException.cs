namespace Infra.Local.Interpretation;

/// <summary>The program asked for something that the local cloud does not make; nothing is ever made up in its place.</summary>
internal sealed class UnplannedException(string what, string token, IEnumerable<string> known)
    : Exception($"the local cloud has no {what} '{token}'; it has {string.Join(", ", known.Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}; add a maker for it in Infra.Local");
