using System.Text.RegularExpressions;

namespace Infra.Local.Iot;

/// <summary>The name grammars of AWS IoT's service model; a name that breaks its grammar is an InvalidRequestException.</summary>
internal static partial class IotNames
{
    public static string Thing(string? name) => Checked(name, ThingGrammar(), "thingName", "[a-zA-Z0-9:_-]{1,128}");

    public static string ThingType(string? name) => Checked(name, ThingGrammar(), "thingTypeName", "[a-zA-Z0-9:_-]{1,128}");

    public static string ThingGroup(string? name) => Checked(name, ThingGrammar(), "thingGroupName", "[a-zA-Z0-9:_-]{1,128}");

    public static string Policy(string? name) => Checked(name, PolicyGrammar(), "policyName", @"[\w+=,.@-]{1,128}");

    public static string Template(string? name) => Checked(name, TemplateGrammar(), "templateName", "[0-9A-Za-z_-]{1,36}");

    public static string CertificateProvider(string? name) => Checked(name, CertificateProviderGrammar(), "certificateProviderName", @"[\w=,@-]{1,128}");

    public static string CertificateId(string? id) => Checked(id, CertificateGrammar(), "certificateId", "64 hex digits");

    public static string AttributeName(string name) => Checked(name, AttributeNameGrammar(), "attribute name", "[a-zA-Z0-9_.,@/:#-]{1,128}");

    public static string AttributeValue(string value) => Checked(value, AttributeValueGrammar(), "attribute value", @"[a-zA-Z0-9_.,@/:#=\[\]-]{0,800}");

    private static string Checked(string? value, Regex grammar, string what, string allowed) =>
        value is not null && grammar.IsMatch(value)
            ? value
            : throw IotErrors.Invalid($"1 validation error detected: value '{value}' at '{what}' failed to satisfy constraint: must match {allowed}");

    [GeneratedRegex(@"\A[a-zA-Z0-9:_-]{1,128}\z")]
    private static partial Regex ThingGrammar();

    [GeneratedRegex(@"\A[a-zA-Z0-9_+=,.@-]{1,128}\z")]
    private static partial Regex PolicyGrammar();

    [GeneratedRegex(@"\A[a-zA-Z0-9_=,@-]{1,128}\z")]
    private static partial Regex CertificateProviderGrammar();

    [GeneratedRegex(@"\A[0-9A-Za-z_-]{1,36}\z")]
    private static partial Regex TemplateGrammar();

    [GeneratedRegex(@"\A(0x)?[a-fA-F0-9]{64}\z")]
    private static partial Regex CertificateGrammar();

    [GeneratedRegex(@"\A[a-zA-Z0-9_.,@/:#-]{1,128}\z")]
    private static partial Regex AttributeNameGrammar();

    [GeneratedRegex(@"\A[a-zA-Z0-9_.,@/:#=\[\]-]{0,800}\z")]
    private static partial Regex AttributeValueGrammar();
}
