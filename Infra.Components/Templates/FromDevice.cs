using System.Text.RegularExpressions;

namespace Infra.Components.Templates;

/// <summary>
/// What a device sends with RegisterThing, or the hook puts in its place. A device may send what it likes: only the hook's overrides can be trusted.
/// </summary>
public static partial class FromDevice
{
    /// <summary>A parameter.</summary>
    /// <param name="name">Its name: letters, digits and underscores.</param>
    /// <param name="otherwise">Its value where none comes. Default: none, and then provisioning fails where none comes.</param>
    public static TemplateValue<Fleet> Parameter(string name, string? otherwise = null) => ParameterName().IsMatch(name)
        ? TemplateValue.Ref<Fleet>(new(name, otherwise))
        : throw new ComponentException(ComponentCodes.TemplateInvalid, $"'{name}' is no parameter's name; allowed are letters, digits and underscores");

    /// <summary>The id of the certificate that the device was given.</summary>
    public static TemplateValue<Fleet> CertificateId { get; } = TemplateValue.Ref<Fleet>(new("AWS::IoT::Certificate::Id"));

    /// <summary>A value looked up in one of the template's mappings (<c>Fn::FindInMap</c>).</summary>
    public static TemplateValue<Fleet> Find(string mapping, TemplateValue<Fleet> row, TemplateValue<Fleet> column) =>
        new TemplateValue<Fleet>.Found(mapping, row, column);

    [GeneratedRegex(@"^[A-Za-z0-9_]{1,128}\z")]
    private static partial Regex ParameterName();
}
