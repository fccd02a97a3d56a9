using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Infra.Components.Templates;

/// <summary>A text in a template: written there, taken from a parameter, or computed from such.</summary>
/// <typeparam name="TKind">The kind of template that it may stand in.</typeparam>
public abstract record TemplateValue<TKind> where TKind : ITemplateKind
{
    private TemplateValue() { }

    /// <summary>The parameters that it needs; the template declares exactly these.</summary>
    public abstract ImmutableArray<TemplateParameter> Parameters { get; }

    /// <summary>A text written in the template.</summary>
    public static implicit operator TemplateValue<TKind>(string text) => new Literal(text);

    /// <summary>The text, if it is known while the program is written.</summary>
    internal string? Text => (this as Literal)?.Written;

    internal abstract JsonNode Render();

    /// <summary>The mappings that it looks something up in; the template must have them.</summary>
    internal virtual ImmutableArray<string> Mappings => [];

    private sealed record Literal(string Written) : TemplateValue<TKind>
    {
        public override ImmutableArray<TemplateParameter> Parameters => [];

        internal override JsonNode Render() => Written;
    }

    internal sealed record Reference(TemplateParameter Parameter) : TemplateValue<TKind>
    {
        public override ImmutableArray<TemplateParameter> Parameters => [Parameter];

        internal override JsonNode Render() => new JsonObject { ["Ref"] = Parameter.Name };
    }

    internal sealed record Joined(string Separator, ImmutableArray<TemplateValue<TKind>> Parts) : TemplateValue<TKind>
    {
        public override ImmutableArray<TemplateParameter> Parameters => [.. Parts.SelectMany(part => part.Parameters)];

        internal override ImmutableArray<string> Mappings => [.. Parts.SelectMany(part => part.Mappings)];

        internal override JsonNode Render() => new JsonObject
        {
            ["Fn::Join"] = new JsonArray(Separator, new JsonArray([.. Parts.Select(part => part.Render())])),
        };
    }

    internal sealed record Selected(int Index, string Separator, TemplateValue<TKind> Whole) : TemplateValue<TKind>
    {
        public override ImmutableArray<TemplateParameter> Parameters => Whole.Parameters;

        internal override ImmutableArray<string> Mappings => Whole.Mappings;

        internal override JsonNode Render() => new JsonObject
        {
            ["Fn::Select"] = new JsonArray(
                Index.ToString(CultureInfo.InvariantCulture), new JsonObject { ["Fn::Split"] = new JsonArray(Separator, Whole.Render()) }),
        };
    }

    internal sealed record Found(string Mapping, TemplateValue<TKind> Row, TemplateValue<TKind> Column) : TemplateValue<TKind>
    {
        public override ImmutableArray<TemplateParameter> Parameters => [.. Row.Parameters, .. Column.Parameters];

        internal override ImmutableArray<string> Mappings => [Mapping, .. Row.Mappings, .. Column.Mappings];

        internal override JsonNode Render() => new JsonObject { ["Fn::FindInMap"] = new JsonArray(Mapping, Row.Render(), Column.Render()) };
    }
}

/// <summary>The functions of the template grammar.</summary>
public static class TemplateValue
{
    /// <summary>The value of a parameter (<c>Ref</c>).</summary>
    public static TemplateValue<TKind> Ref<TKind>(TemplateParameter parameter) where TKind : ITemplateKind =>
        new TemplateValue<TKind>.Reference(parameter);

    /// <summary>Parts with a separator between them (<c>Fn::Join</c>).</summary>
    public static TemplateValue<TKind> Join<TKind>(string separator, params ImmutableArray<TemplateValue<TKind>> parts) where TKind : ITemplateKind =>
        new TemplateValue<TKind>.Joined(separator, parts);

    /// <summary>One part of a text that is split at a separator (<c>Fn::Select</c> of <c>Fn::Split</c>); the first has index 0.</summary>
    public static TemplateValue<TKind> Select<TKind>(int index, string separator, TemplateValue<TKind> whole) where TKind : ITemplateKind
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentException.ThrowIfNullOrEmpty(separator);
        return new TemplateValue<TKind>.Selected(index, separator, whole);
    }
}

/// <summary>A template's parameter; AWS IoT knows only texts.</summary>
/// <param name="Name">The name, such as <c>AWS::IoT::Certificate::CommonName</c>.</param>
/// <param name="Default">Its value where none comes. Default: none, and then provisioning fails where none comes.</param>
public sealed record TemplateParameter(string Name, string? Default = null);
