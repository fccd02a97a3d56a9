using System.Reflection;

namespace Infra.StandIns.Surface;

/// <summary>An assembly's public and protected members, one a line.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.IsVisible).SelectMany(Lines).ToList();

    private static IEnumerable<string> Lines(Type type)
    {
        var name = TypeNames.Of(type);
        var kind = Kind(type);
        yield return $"{name}: {Modifiers(type)}{kind}{Bases(type, kind)}{MemberText.Attributes(type.GetCustomAttributesData())}";
        if (kind == "delegate")
        {
            var invoke = type.GetMethod("Invoke")!;
            yield return $"{name}::delegate {MemberText.ReturnType(invoke)}({MemberText.Parameters(invoke, isExtension: false)})";
            yield break;
        }

        foreach (var text in type.GetFields(Declared).Select(MemberText.Field).OfType<string>())
        {
            yield return $"{name}::{text}";
        }

        if (type.IsEnum)
        {
            yield break;
        }

        var members = type.GetConstructors(Declared).Select(MemberText.Constructor)
            .Concat(type.GetProperties(Declared).Select(MemberText.Property))
            .Concat(type.GetEvents(Declared).Select(MemberText.Event))
            .Concat(type.GetMethods(Declared).Select(MemberText.Method));
        foreach (var text in members.OfType<string>())
        {
            yield return $"{name}::{text}";
        }
    }

    private static string Kind(Type type) =>
        type.IsInterface ? "interface"
        : type.IsEnum ? "enum"
        : type.BaseType?.BaseType?.FullName == typeof(Delegate).FullName ? "delegate"
        : type.IsValueType ? "struct"
        : "class";

    private static string Modifiers(Type type) =>
        type.IsAbstract && type.IsSealed ? "static "
        : type.IsInterface || type.IsValueType ? ""
        : type.IsAbstract ? "abstract "
        : type.IsSealed ? "sealed "
        : "";

    private static string Bases(Type type, string kind)
    {
        var bases = new List<string>();
        if (kind == "class" && type.BaseType is { } parent && parent.FullName != "System.Object")
        {
            bases.Add(TypeNames.Of(parent));
        }

        if (kind is "class" or "struct" or "interface")
        {
            var inherited = type.BaseType?.GetInterfaces() ?? [];
            bases.AddRange(type.GetInterfaces().Where(found => found.IsVisible && !inherited.Contains(found)).Select(found => TypeNames.Of(found)).Order());
        }

        return bases.Count > 0 ? " : " + string.Join(", ", bases) : "";
    }
}
