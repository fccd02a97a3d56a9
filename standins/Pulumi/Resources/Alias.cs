namespace Pulumi;

/// <summary>A name that a resource had before: what is left out is as it is now.</summary>
public sealed class Alias
{
    public string? Urn { get; set; }

    public Input<string>? Name { get; set; }

    public Input<string>? Type { get; set; }

    public Input<string>? Stack { get; set; }

    public Input<string>? Project { get; set; }

    public Resource? Parent { get; set; }

    public Input<string>? ParentUrn { get; set; }

    public bool NoParent { get; set; }

    /// <summary>The whole URN that this alias of a resource means.</summary>
    internal Output<string> ToUrn(string defaultName, string defaultType, Resource? defaultParent)
    {
        if (Urn is not null)
        {
            var conflict = new (string Name, bool IsSet)[]
            {
                (nameof(Name), Name is not null), (nameof(Type), Type is not null), (nameof(Project), Project is not null),
                (nameof(Stack), Stack is not null), (nameof(Parent), Parent is not null), (nameof(ParentUrn), ParentUrn is not null),
                (nameof(NoParent), NoParent),
            }.FirstOrDefault(property => property.IsSet).Name;
            return conflict is null
                ? Output.Create(Urn)
                : throw new ArgumentException($"{nameof(Alias)} should not specify both {nameof(Urn)} and {conflict}");
        }
        if (new[] { Parent is not null, ParentUrn is not null, NoParent }.Count(isSet => isSet) > 1)
        {
            throw new ArgumentException(
                $"Only specify one of '{nameof(Parent)}', '{nameof(ParentUrn)}' or '{nameof(NoParent)}' in an {nameof(Alias)}");
        }
        var parent = Parent ?? (ParentUrn is null && !NoParent ? defaultParent : null);
        return Pulumi.Urn.Create(Name ?? defaultName, Type ?? defaultType, parent, ParentUrn, Project, Stack);
    }
}
