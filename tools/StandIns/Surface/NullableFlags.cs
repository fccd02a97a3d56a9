using System.Reflection;

namespace Infra.StandIns.Surface;

/// <summary>
/// The compiler's nullable annotations of one signature, read in the order in which its types are written
/// (https://github.com/dotnet/roslyn/blob/main/docs/features/nullable-metadata.md).
/// </summary>
internal sealed class NullableFlags
{
    private const byte Nullable = 2;

    private readonly IReadOnlyList<byte> flags;
    private readonly bool isRepeated;
    private int next;

    private NullableFlags(IReadOnlyList<byte> flags, bool isRepeated)
    {
        this.flags = flags;
        this.isRepeated = isRepeated;
    }

    public static NullableFlags Of(IEnumerable<CustomAttributeData> attributes, MemberInfo context)
    {
        foreach (var attribute in attributes.Where(attribute => attribute.AttributeType.Name == "NullableAttribute"))
        {
            return attribute.ConstructorArguments[0].Value is byte one
                ? new([one], isRepeated: true)
                : new(((IReadOnlyCollection<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!).Select(flag => (byte)flag.Value!).ToList(), isRepeated: false);
        }

        for (MemberInfo? member = context; member is not null; member = member.DeclaringType)
        {
            foreach (var attribute in member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.Name == "NullableContextAttribute"))
            {
                return new([(byte)attribute.ConstructorArguments[0].Value!], isRepeated: true);
            }
        }

        return new([0], isRepeated: true);
    }

    /// <summary>The mark of the next type; value types have a flag only when they are generic.</summary>
    public string MarkOf(Type type)
    {
        if (type.IsValueType)
        {
            if (type.IsGenericType)
            {
                Next();
            }

            return "";
        }

        return Next() == Nullable ? "?" : "";
    }

    private byte Next() => isRepeated ? flags[0] : next < flags.Count ? flags[next++] : (byte)0;
}
