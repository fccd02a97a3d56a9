using System.Collections.Immutable;

namespace Infra.Local.Interpretation;

/// <summary>A resource that the program registered in one region's run.</summary>
/// <param name="Type">Type token.</param>
/// <param name="Name">The resource's name in the program.</param>
/// <param name="Region">Where it lives: its own <c>region</c> input, else the run's region.</param>
/// <param name="Inputs">Its inputs with wire names; numbers are doubles, lists are immutable arrays.</param>
internal sealed record Registration(string Type, string Name, string Region, ImmutableDictionary<string, object> Inputs)
{
    public string Text(string property) => OptionalText(property)
        ?? throw new InvalidOperationException($"{Type} '{Name}' has no '{property}'; it was given {string.Join(", ", Inputs.Keys.Order(StringComparer.Ordinal))}");

    public string? OptionalText(string property) => Inputs.TryGetValue(property, out var value) ? value as string : null;

    public double? OptionalNumber(string property) => Inputs.TryGetValue(property, out var value) ? value as double? : null;

    public bool Flag(string property, bool otherwise) => Inputs.TryGetValue(property, out var value) && value is bool flag ? flag : otherwise;

    public ImmutableDictionary<string, object> Map(string property) =>
        Inputs.TryGetValue(property, out var value) && value is ImmutableDictionary<string, object> map ? map : ImmutableDictionary<string, object>.Empty;

    public ImmutableArray<object> List(string property) =>
        Inputs.TryGetValue(property, out var value) && value is ImmutableArray<object> list ? list : [];
}

/// <summary>What a maker made.</summary>
/// <param name="Id">The resource's id, as the AWS provider would return it.</param>
/// <param name="Outputs">The outputs it computed; inputs are added to these by the interpreter.</param>
internal sealed record Made(string Id, ImmutableDictionary<string, object> Outputs)
{
    public Made(string id, params ReadOnlySpan<(string Name, object Value)> outputs) : this(id, ToBag(outputs)) { }

    private static ImmutableDictionary<string, object> ToBag(ReadOnlySpan<(string Name, object Value)> outputs)
    {
        var bag = ImmutableDictionary.CreateBuilder<string, object>();
        foreach (var (name, value) in outputs) { bag[name] = value; }
        return bag.ToImmutable();
    }
}
