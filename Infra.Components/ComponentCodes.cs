namespace Infra.Components;

/// <summary>The codes of <see cref="ComponentException"/>; programs and scripts may rely on them.</summary>
public static class ComponentCodes
{
    /// <summary>Who may call an API cannot be said this way: nobody could, or everybody.</summary>
    public const string ApiCallersInvalid = "api-callers-invalid";

    /// <summary>An API's domain does not fit the API, its certificate or its zone.</summary>
    public const string ApiDomainInvalid = "api-domain-invalid";

    /// <summary>The functions are not published for such a runtime.</summary>
    public const string FunctionRuntimeUnknown = "function-runtime-unknown";

    /// <summary>A firewall's limit is outside what AWS WAF allows.</summary>
    public const string FirewallLimitInvalid = "firewall-limit-invalid";
}
