using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Infra.Components;

/// <summary>From where the API may be called at all, before anybody's CSR is looked at: a closed choice, rendered as the API's resource policy.</summary>
public abstract partial record ApiCallers
{
    private ApiCallers() { }

    /// <summary>From everywhere: the API has no resource policy, and the authorizer alone decides.</summary>
    public static ApiCallers Anywhere { get; } = new Everywhere();

    /// <summary>From the named networks, such as the factories' and the offices'.</summary>
    /// <param name="Networks">Public IPv4 and IPv6 networks in CIDR form, such as 203.0.113.0/24; a single address ends in /32 or /128.</param>
    public sealed record Addresses(ImmutableArray<string> Networks) : ApiCallers;

    /// <summary>Through the named VPC endpoints only. The API becomes a private one: nothing on the internet reaches it, and it can have no domain.</summary>
    /// <param name="Ids">Ids of interface endpoints for <c>execute-api</c>, such as vpce-0123456789abcdef0.</param>
    public sealed record VpcEndpoints(ImmutableArray<string> Ids) : ApiCallers;

    /// <summary>Why nobody, or everybody, could call under this choice; null if it is sound.</summary>
    public string? Fault() => this switch
    {
        Addresses { Networks.IsDefaultOrEmpty: true } => "no network is named, so that nobody could call; name one such as 203.0.113.0/24, or choose Anywhere",
        Addresses addresses => addresses.Networks.Select(FaultOf).FirstOrDefault(fault => fault is not null),
        VpcEndpoints { Ids.IsDefaultOrEmpty: true } => "no VPC endpoint is named, so that nobody could call; name one, or choose Anywhere",
        VpcEndpoints endpoints => endpoints.Ids.Where(id => !VpcEndpointId().IsMatch(id)).Select(id => $"'{id}' is no VPC endpoint's id; give one such as vpce-0123456789abcdef0").FirstOrDefault(),
        _ => null,
    };

    /// <summary>In words, for the log of a preview.</summary>
    public sealed override string ToString() => this switch
    {
        Addresses addresses => $"from {string.Join(", ", addresses.Networks)}",
        VpcEndpoints endpoints => $"through {string.Join(", ", endpoints.Ids)}",
        _ => "from everywhere",
    };

    private static string? FaultOf(string text)
    {
        // An address with bits beyond its prefix is taken for its network, though more likely one of the two is a slip.
        if (!IPNetwork.TryParse(text, out var network) || !network.BaseAddress.Equals(IPAddress.Parse(text.AsSpan(0, text.IndexOf('/')))))
        {
            return $"'{text}' is no network; give its first address and the length of its prefix, such as 203.0.113.0/24";
        }
        if (network.PrefixLength == 0) { return $"'{text}' is everybody; choose Anywhere"; }
        if (Unreachable.Any(range => range.Contains(network.BaseAddress)))
        {
            return $"'{text}' is no public network, and API Gateway sees callers by their public address, so that nobody there could call; name the address they leave by (NAT), or choose VpcEndpoints";
        }
        // Nobody was ever given more: with 0.0.0.0/1 and 128.0.0.0/1 a list would look like a restriction and be none.
        var shortest = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 8 : 16;
        return network.PrefixLength < shortest
            ? $"'{text}' is a good part of the internet; give networks with a prefix of at least {shortest} bits, or choose Anywhere"
            : null;
    }

    // RFC 6890: what never is the source of a packet on the internet.
    private static ImmutableArray<IPNetwork> Unreachable { get; } =
    [
        .. from range in (string[])["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3", "::1/128", "fc00::/7", "fe80::/10"]
           select IPNetwork.Parse(range),
    ];

    [GeneratedRegex(@"^vpce-[0-9a-f]{8,17}\z")]
    private static partial Regex VpcEndpointId();

    private sealed record Everywhere : ApiCallers;
}
