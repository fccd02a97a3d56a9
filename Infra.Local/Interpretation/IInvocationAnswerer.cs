using System.Collections.Immutable;

namespace Infra.Local.Interpretation;

/// <summary>A provider function that the program calls, e.g. <c>aws:iot/getEndpoint:getEndpoint</c>.</summary>
/// <param name="Token">Its token.</param>
/// <param name="Region">The call's own <c>region</c> argument, else the run's region.</param>
/// <param name="Arguments">Its arguments with wire names.</param>
internal sealed record Invocation(string Token, string Region, ImmutableDictionary<string, object> Arguments);

/// <summary>Answers some provider functions as the real provider would.</summary>
internal interface IInvocationAnswerer
{
    /// <summary>The tokens it answers.</summary>
    IReadOnlyCollection<string> Tokens { get; }

    /// <summary>The function's result, with wire names.</summary>
    ImmutableDictionary<string, object> Answer(Invocation invocation);
}
