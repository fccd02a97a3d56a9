using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Infra.Local.Aws;
using Infra.Pki;
using Infra.Provider;
using Infra.Provider.Aws;
using Infra.Tests.Local.Iot;
using Infra.Tests.Support;

namespace Infra.Tests.Provider.Grpc;

/// <summary>
/// One table of scenarios (scenarios.json), against the local cloud. With the real Pulumi package it drives the built provider process over
/// gRPC; with the stand-in, which has no server, the class. What only the first can show is said in Infra.Provider/README.md.
/// </summary>
public sealed class The_provider_protocol : IDisposable
{
    private readonly TestIot _iot = new(now: DateTimeOffset.UtcNow);

    /// <summary>The real assembly carries its package's version; a stand-in that of this repository.</summary>
    private static bool IsReal => typeof(Pulumi.Experimental.Provider.Provider).Assembly.GetName().Version is { Major: >= 3 };

    [Fact]
    public async Task holds_for_every_scenario()
    {
        await using var front = new AwsFront([_iot.Core], _iot.Iam);
        await front.StartAsync(CancellationToken.None);
        var keys = _iot.Iam.Operator;
        await using IProviderWire wire = IsReal
            ? await ProcessWire.StartAsync(new Dictionary<string, string>
            {
                ["AWS_ENDPOINT_URL"] = front.Address.ToString(),
                ["AWS_ACCESS_KEY_ID"] = keys.AccessKeyId,
                ["AWS_SECRET_ACCESS_KEY"] = keys.SecretAccessKey,
                ["AWS_REGION"] = TestIot.RegionName,
            })
            : new ClassWire(new ProvisioningProvider(AwsClients.At(front.Address, new BasicAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey)), TimeProvider.System));

        var known = Values();
        foreach (var step in JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("Infra.Tests/Provider/grpc/scenarios.json")))!.AsArray())
        {
            await PlayAsync(wire, Resolved(step!, known).AsObject(), known);
        }

        if (wire is ProcessWire process) { Assert.Equal("", await process.EndAsync()); }
    }

    public void Dispose() => _iot.Dispose();

    private static async Task PlayAsync(IProviderWire wire, JsonObject step, JsonObject known)
    {
        var name = (string)step["step"]!;
        if (step["type"] is { } type) { step["urn"] = $"urn:pulumi:dev::infra::{type}::{step["resource"] ?? "sample"}"; }
        var call = wire.CallAsync((string)step["verb"]!, step);
        if (step["error"] is { } error)
        {
            Assert.Contains((string)error!, (await Assert.ThrowsAsync<VerbFailedException>(() => call)).Message, StringComparison.Ordinal);
            return;
        }

        var answer = await call;
        AssertHas(step["expect"], answer, name);
        if (step["keep"] is { } key) { known[(string)key!] = answer.DeepClone(); }
    }

    /// <summary>What is expected must be there; more may be.</summary>
    private static void AssertHas(JsonNode? expected, JsonNode? actual, string where)
    {
        if (expected is JsonObject members)
        {
            foreach (var (name, value) in members) { AssertHas(value, actual?[name], $"{where}: {name}"); }
            return;
        }

        Assert.True(JsonNode.DeepEquals(expected, actual), $"{where}: expected {expected?.ToJsonString()}, is {actual?.ToJsonString()}");
    }

    private JsonObject Values()
    {
        using var ca = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(_iot.Root.CertificatePem);
        var id = Convert.ToHexStringLower(SHA256.HashData(ca.RawData));
        var registration = new JsonObject { ["region"] = TestIot.RegionName, ["caCertificatePem"] = _iot.Root.CertificatePem, ["certificateMode"] = "SNI_ONLY" };
        var inactive = registration.DeepClone().AsObject();
        (inactive["active"], inactive["autoRegistration"]) = (false, true);
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        var order = new JsonObject
        {
            ["certificateSigningRequestPem"] = Pem.OfRequest(CertificationRequests.Create(key, "eu-west-1.widgiot")),
            ["parentChainPem"] = _iot.Root.ChainPem,
            ["parentPrivateKeyPem"] = _iot.Root.ExportPrivateKeyPem(),
            ["validityDays"] = 30d,
        };
        using var next = SoftwareAuthority.CreateRoot(DistinguishedNames.CommonName("next generation"), KeyAlgorithm.EcP256, TimeSpan.FromDays(30), TimeProvider.System);
        JsonObject Rotation(string stage, string newest, string? former) => new(
            new (string Name, string? Value)[] { ("region", TestIot.RegionName), ("stage", stage), ("newestCaCertificatePem", newest), ("formerCaCertificatePem", former) }
                .Where(input => input.Value is not null).Select(input => KeyValuePair.Create(input.Name, (JsonNode?)input.Value)));
        return new()
        {
            ["order"] = order,
            ["alone"] = Rotation("1", _iot.Root.CertificatePem, null),
            ["announced"] = Rotation("2 announced", next.CertificatePem, _iot.Root.CertificatePem),
            ["issuing"] = Rotation("2 issuing", next.CertificatePem, _iot.Root.CertificatePem),
            ["closing"] = Rotation("2 closing", next.CertificatePem, _iot.Root.CertificatePem),
            ["registration"] = registration, ["inactive"] = inactive, ["caId"] = id, ["importId"] = $"{TestIot.RegionName}/{id}",
        };
    }

    /// <summary>$name and $name.member stand for values of this run.</summary>
    private static JsonNode Resolved(JsonNode node, JsonObject known) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : (JsonNode?)Resolved(member.Value, known)))),
        JsonArray items => new JsonArray([.. items.Select(item => Resolved(item!, known))]),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith('$') =>
            text[1..].Split('.').Aggregate((JsonNode)known, (from, member) => from[member] ?? throw new InvalidOperationException($"{text} is not known")).DeepClone(),
        _ => node.DeepClone(),
    };
}
