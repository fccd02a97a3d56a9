using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Infra.StandIns.Surface;

/// <summary>Writes the types of a compiled signature as the lists do. References carry no nullability and no names of type parameters.</summary>
internal sealed class SignatureNames : ISignatureTypeProvider<string, object?>
{
    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => TypeNames.Keyword("System." + typeCode) ?? typeCode.ToString();

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        return Name(reader.GetString(type.Namespace), reader.GetString(type.Name), null);
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        var outer = type.ResolutionScope.Kind == HandleKind.TypeReference
            ? GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)
            : null;
        return Name(reader.GetString(type.Namespace), reader.GetString(type.Name), outer);
    }

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        genericType == "Nullable" ? typeArguments[0] + "?" : $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[]";

    public string GetByReferenceType(string elementType) => elementType;

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "delegate*";

    public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + index;

    public string GetGenericTypeParameter(object? genericContext, int index) => "!" + index;

    private static string Name(string space, string name, string? outer)
    {
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        var plain = tick < 0 ? name : name[..tick];
        return outer is not null ? $"{outer}.{plain}" : TypeNames.Keyword($"{space}.{name}") ?? TypeNames.Prefix(space) + plain;
    }
}
