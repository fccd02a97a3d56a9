using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Infra.StandIns.Surface;

/// <summary>What a compiled assembly really uses of another one: its member references, by declaring type, name and parameter types.</summary>
internal static class MemberReferences
{
    public static IReadOnlyList<MemberReferenceKey> Of(string assemblyPath, Func<string, bool> isOfInterest)
    {
        using var stream = File.OpenRead(assemblyPath);
        using var file = new PEReader(stream);
        var reader = file.GetMetadataReader();
        var names = new SignatureNames();
        var found = new HashSet<MemberReferenceKey>();
        foreach (var handle in reader.MemberReferences)
        {
            var reference = reader.GetMemberReference(handle);
            var (type, scope) = Declaring(reader, reference.Parent, names);
            if (type is null || scope is null || !isOfInterest(scope))
            {
                continue;
            }

            var parameters = reference.GetKind() == MemberReferenceKind.Method
                ? reference.DecodeMethodSignature(names, null).ParameterTypes
                : default;
            found.Add(new MemberReferenceKey(type, reader.GetString(reference.Name), parameters.IsDefault ? null : string.Join(", ", parameters)));
        }

        return found.OrderBy(key => key.ToString(), StringComparer.Ordinal).ToList();
    }

    /// <summary>Whether a .dll is a .NET assembly; some are native code.</summary>
    public static bool HasMetadata(string path)
    {
        using var stream = File.OpenRead(path);
        using var file = new PEReader(stream);
        return file.HasMetadata;
    }

    private static (string? Type, string? Scope) Declaring(MetadataReader reader, EntityHandle parent, SignatureNames names)
    {
        if (parent.Kind == HandleKind.TypeSpecification)
        {
            // A member of a constructed generic type: the lists name its definition.
            var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            {
                return (null, null);
            }

            blob.ReadSignatureTypeCode();
            parent = blob.ReadTypeHandle();
        }

        if (parent.Kind != HandleKind.TypeReference)
        {
            return (null, null);
        }

        var type = reader.GetTypeReference((TypeReferenceHandle)parent);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        var scope = type.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
            : null;
        return (names.GetTypeFromReference(reader, (TypeReferenceHandle)parent, 0), scope);
    }
}

/// <summary>A member as its reference knows it; a field has no parameters.</summary>
internal sealed record MemberReferenceKey(string Type, string Name, string? Parameters)
{
    public override string ToString() => $"{Type}::{Name}{(Parameters is null ? "" : $"({Parameters})")}";
}
