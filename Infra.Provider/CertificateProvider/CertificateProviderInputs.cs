using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Infra.Identity.Contracts;
using Infra.Provider.Properties;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Provider.CertificateProvider;

/// <summary>The checked inputs of a certificate provider.</summary>
internal sealed partial record CertificateProviderInputs(string Region, string Name, string FunctionArn)
{
    public static ImmutableArray<string> Properties { get; } =
        [CertificateProviderProperties.Region, CertificateProviderProperties.ProviderName, CertificateProviderProperties.FunctionArn];

    /// <summary>Every fault, and the values when there is none and none is unknown.</summary>
    public static (CertificateProviderInputs? Inputs, IReadOnlyList<CheckFailure> Faults) Read(ImmutableDictionary<string, PropertyValue> properties)
    {
        var reader = new PropertyReader(properties);
        reader.AllowOnly(Properties);
        var region = reader.Region(CertificateProviderProperties.Region);
        var name = reader.Matching(CertificateProviderProperties.ProviderName, NameGrammar(), "1 to 128 of A-Z a-z 0-9 _ = , @ -", required: true);
        var function = reader.Matching(CertificateProviderProperties.FunctionArn, FunctionGrammar(), "the ARN of a function (arn:aws:lambda:REGION:ACCOUNT:function:NAME)", required: true);
        if (region is not null && function is not null && function.Split(':')[3] != region)
        {
            reader.Fault(CertificateProviderProperties.FunctionArn, $"is of region {function.Split(':')[3]}, but AWS IoT of {region} calls functions of its own region only");
        }
        return reader.Faults.Count == 0 && region is not null && name is not null && function is not null ? (new(region, name, function), []) : (null, reader.Faults);
    }

    // CreateCertificateProvider: [\w=,@-]+.
    [GeneratedRegex(@"\A[A-Za-z0-9_=,@-]{1,128}\z")]
    private static partial Regex NameGrammar();

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_$-]{1,128})?\z")]
    private static partial Regex FunctionGrammar();
}
