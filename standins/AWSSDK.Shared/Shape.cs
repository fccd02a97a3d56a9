using System.Text.Json;

namespace Amazon.Runtime.StandIn;

/// <summary>A structure as the table of its fields.</summary>
internal sealed class Shape<T>(Func<T> create, params Field<T>[] fields) : Codec<T> where T : class
{
    public IEnumerable<Field<T>> FieldsOutsideTheBody => fields.Where(candidate => candidate.Location != Location.Body);

    public bool HasBody { get; } = fields.Any(candidate => candidate.Location == Location.Body);

    public override void Write(Utf8JsonWriter writer, T value)
    {
        writer.WriteStartObject();
        foreach (var field in fields)
        {
            if (field.Location == Location.Body)
            {
                field.WriteBody(writer, value);
            }
        }

        writer.WriteEndObject();
    }

    public override T Read(JsonElement element)
    {
        var value = create();
        foreach (var field in fields)
        {
            if (element.TryGetProperty(field.WireName, out var member) && member.ValueKind != JsonValueKind.Null)
            {
                field.Read(member, value);
            }
        }

        return value;
    }

    public T Create() => create();
}
