using System.Text;

namespace Infra.StandIns.Surface;

/// <summary>Writes a type as the lists do: keywords for the built-in types, no namespace for the everyday ones, <c>?</c> where nullable.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["System.Boolean"] = "bool",
        ["System.Byte"] = "byte",
        ["System.Char"] = "char",
        ["System.Decimal"] = "decimal",
        ["System.Double"] = "double",
        ["System.Int16"] = "short",
        ["System.Int32"] = "int",
        ["System.Int64"] = "long",
        ["System.Object"] = "object",
        ["System.Single"] = "float",
        ["System.String"] = "string",
        ["System.UInt32"] = "uint",
        ["System.UInt64"] = "ulong",
        ["System.Void"] = "void",
    };

    public static string Of(Type type) => Of(type, null);

    public static string Of(Type type, NullableFlags? flags)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, flags);
        }

        if (type.IsPointer)
        {
            return Of(type.GetElementType()!, flags) + "*";
        }

        if (IsNullableValue(type))
        {
            return Of(type.GetGenericArguments()[0], flags) + "?";
        }

        var mark = flags?.MarkOf(type) ?? "";
        if (type.IsArray)
        {
            return Of(type.GetElementType()!, flags) + "[]" + mark;
        }

        if (type.IsGenericParameter)
        {
            return type.Name + mark;
        }

        return (Keyword(type.FullName) ?? Full(type, flags)) + mark;
    }

    public static string? Keyword(string? fullName) => fullName is null ? null : Keywords.GetValueOrDefault(fullName);

    /// <summary>The namespace as a prefix; the lists leave out those that every file has at hand.</summary>
    public static string Prefix(string? space) =>
        space is null or "" or "System" or "System.Collections.Generic" or "System.Collections.Immutable" or "System.Threading" or "System.Threading.Tasks"
            ? ""
            : space + ".";

    private static bool IsNullableValue(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1";

    private static string Full(Type type, NullableFlags? flags)
    {
        var chain = new Stack<Type>();
        for (var part = type; part is not null; part = part.DeclaringType)
        {
            chain.Push(part);
        }

        var text = new StringBuilder(Prefix(chain.Peek().Namespace));
        var arguments = type.IsGenericType ? type.GetGenericArguments() : [];
        var used = 0;
        var separator = "";
        foreach (var part in chain)
        {
            text.Append(separator);
            separator = ".";
            var tick = part.Name.IndexOf('`', StringComparison.Ordinal);
            if (tick < 0)
            {
                text.Append(part.Name);
                continue;
            }

            var count = int.Parse(part.Name[(tick + 1)..], System.Globalization.CultureInfo.InvariantCulture);
            var shown = arguments.Skip(used).Take(count).Select(argument => Of(argument, flags));
            text.Append(part.Name[..tick]).Append('<').Append(string.Join(", ", shown)).Append('>');
            used += count;
        }

        return text.ToString();
    }
}
