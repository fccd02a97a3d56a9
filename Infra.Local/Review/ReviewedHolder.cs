using System.Collections.Immutable;

namespace Infra.Local.Review;

/// <summary>A role or IoT policy of one profile as a reviewer reads it.</summary>
/// <param name="Name">Its name in the program.</param>
/// <param name="File">Its file below <c>policies/{profile}</c>; null when all it has is managed by AWS.</param>
/// <param name="Purpose">Who holds it, and what for.</param>
/// <param name="Managed">ARNs of AWS's own policies that are attached to it.</param>
internal sealed record ReviewedHolder(
    string Profile, string Name, string? File, string Purpose, ImmutableArray<ReviewedStatement> Statements, ImmutableArray<string> Managed);
