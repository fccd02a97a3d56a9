using System.Collections.Immutable;
using Infra.Local.Interpretation;

namespace Infra.Local.Iot.Making;

/// <summary>Answers the provider functions <c>aws:iot/getEndpoint</c> and <c>aws:iot/getRegistrationCode</c>.</summary>
internal sealed class IotInvocations(IotCore cloud) : IInvocationAnswerer
{
    private const string GetEndpoint = "aws:iot/getEndpoint:getEndpoint";
    private const string GetRegistrationCode = "aws:iot/getRegistrationCode:getRegistrationCode";

    public IReadOnlyCollection<string> Tokens { get; } = [GetEndpoint, GetRegistrationCode];

    public ImmutableDictionary<string, object> Answer(Invocation invocation)
    {
        var region = cloud.Region(invocation.Region);
        var facts = ImmutableDictionary<string, object>.Empty.Add("region", region.Name);
        if (invocation.Token == GetRegistrationCode)
        {
            var code = region.CaCertificates.RegistrationCode;
            return facts.Add("registrationCode", code).Add("id", code);
        }
        var endpoint = region.Endpoint
            ?? throw new InvalidOperationException($"the device gateway of {region.Name} does not listen yet; start it before the program runs");
        var type = invocation.Arguments.GetValueOrDefault("endpointType");
        return type is null
            ? facts.Add("endpointAddress", endpoint).Add("id", endpoint)
            : facts.Add("endpointAddress", endpoint).Add("id", endpoint).Add("endpointType", type);
    }
}
