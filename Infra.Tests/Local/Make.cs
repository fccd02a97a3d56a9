using System.Collections.Immutable;
using Infra.Local.Interpretation;

namespace Infra.Tests.Local;

/// <summary>Registers resources with a maker, as the interpreter does.</summary>
internal static class Make
{
    public static Task<Made> AsAsync(this IResourceMaker maker, string type, string name, params (string Key, object Value)[] inputs) =>
        maker.MakeAsync(new(type, name, "us-east-1", Map(inputs)), CancellationToken.None);

    public static ImmutableDictionary<string, object> Map(params (string Key, object Value)[] entries) =>
        entries.ToImmutableDictionary(entry => entry.Key, entry => entry.Value);

    public static ImmutableArray<object> List(params object[] items) => [.. items];
}
